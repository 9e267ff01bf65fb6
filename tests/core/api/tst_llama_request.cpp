#include "core/api/llama_request.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <fmt/format.h>

using namespace logitscope;
using namespace logitscope::fixtures;

class TestLlamaRequest : public QObject
{
    Q_OBJECT

private slots:
    void completion();
    void whatIsLeftOut();
    void neutralFields();
    void settings();
    void refusals_data();
    void refusals();
    void tokenize_data();
    void tokenize();
    void detokenize();
    void wrongTokens_data();
    void wrongTokens();

private:
    CompletionRequest parse(const char* body) const
    {
        auto request = parseLlamaCompletion(body, *model_);
        if (!request)
            qFatal("%s: %s", body, request.error().message.c_str());
        return *std::move(request);
    }

    const std::shared_ptr<const OpenModel> model_ = open(randomCheckpoint({}, 1));
};

namespace
{

using Tokens = std::vector<TokenId>;

} // namespace

void TestLlamaRequest::completion()
{
    const auto request =
        parse(R"({"prompt": [97, 256], "n_predict": 3, "n_probs": 259, "seed": 7, "stop": "x"})");
    QCOMPARE(request.prompts, std::vector<Tokens>({{'a', 256}}));
    QCOMPARE(request.maxTokens, 3);
    QCOMPARE(request.logprobs, std::optional(259));
    QCOMPARE(request.seed, std::uint64_t{7});
    QCOMPARE(request.stop, std::vector<std::string>{"x"});
    QCOMPARE(request.rows(), 1);
    QCOMPARE(parse(R"({"prompt": "the", "n_predict": 0})").prompts,
             std::vector<Tokens>({{'t', 256}}));
}

void TestLlamaRequest::whatIsLeftOut()
{
    const auto request = parse(R"({"prompt": "a", "n_predict": 1, "n": 9, "best_of": 9,
                                   "echo": true, "logprobs": 5, "max_tokens": 12})");
    QVERIFY(!request.logprobs);
    QVERIFY(!request.echo);
    QCOMPARE(request.maxTokens, 1);
    QCOMPARE(request.rows(), 1);
    for (const auto& stage : request.settings.stages)
        QVERIFY(!stage.isActive());
    // -1 is any seed.
    const auto* any = R"({"prompt": "a", "n_predict": 1, "seed": -1})";
    QVERIFY(parse(any).seed != parse(any).seed);
}

// As core/remote and llama.cpp's own page send them: nothing is switched on.
void TestLlamaRequest::neutralFields()
{
    const auto request = parse(R"({"prompt": "a", "n_predict": 1, "n_probs": 0, "stream": false,
        "post_sampling_probs": false, "cache_prompt": true, "temperature": 1.0, "top_k": 0,
        "top_p": 1.0, "min_p": 0.0, "typical_p": 1.0, "xtc_probability": 0.0, "xtc_threshold": 0.1,
        "repeat_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0,
        "dry_multiplier": 0.0, "dry_base": 1.75, "mirostat": 0, "mirostat_tau": 5.0,
        "mirostat_eta": 0.1, "dynatemp_range": 0.0, "dynatemp_exponent": 1.0, "grammar": "",
        "lora": [], "json_schema": {}, "ignore_eos": false})");
    for (const auto& stage : request.settings.stages)
        QVERIFY2(!stage.isActive(), std::string(describe(stage.kind).key).c_str());
    QVERIFY(!request.logprobs);
}

void TestLlamaRequest::settings()
{
    const auto request = parse(R"({"prompt": "a", "n_predict": 1, "temperature": 0.5, "top_k": 4,
                                   "repeat_penalty": 1.5})");
    QCOMPARE(request.settings.find(StageKind::Temperature)->value(), 0.5);
    QCOMPARE(request.settings.find(StageKind::TopK)->value(), 4.0);
    QCOMPARE(request.settings.find(StageKind::RepetitionPenalty)->value(), 1.5);
}

void TestLlamaRequest::refusals_data()
{
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char* fields, const char* message) {
        QTest::newRow(fields) << std::string(fields) << std::string(message);
    };
    row(R"("n_predict": 1, "stream": true)",
        "stream is true, which this server doesn't have; leave it out");
    row(R"("n_predict": 1, "post_sampling_probs": true)",
        "post_sampling_probs is true, which this server doesn't have; leave it out");
    row(R"("n_predict": 1, "mirostat": 2)",
        "mirostat is 2, which this server doesn't have; leave it out");
    row(R"("n_predict": 1, "grammar": "root")",
        "grammar is \"root\", which this server doesn't have; leave it out");
    row(R"("n_probs": 3)", "n_predict is missing; say how many tokens to generate at most");
    row(R"("n_predict": -1)", "n_predict is -1, expected a whole number, 0 or more");
    row(R"("n_predict": 1, "n_probs": 260)",
        "n_probs is 260, expected a whole number from 0 to 259");
    row(R"("n_predict": 1, "prompt": ["a", "b"])",
        "prompt is an array of 2 prompts, expected 1 at most");
    row(R"("n_predict": 1, "prompt": [259])",
        "prompt[0] is 259, expected a token id of this model, 0 to 258");
    row(R"("n_predict": 17, "prompt": [97])",
        "This model's maximum context length is 16 tokens, however you requested 18 tokens (1 in "
        "your prompt; 17 for the completion). Please reduce your prompt or completion length.");
}

void TestLlamaRequest::refusals()
{
    QFETCH(std::string, fields);
    QFETCH(std::string, message);
    const auto request = parseLlamaCompletion("{" + fields + "}", *model_);
    QVERIFY(!request);
    QCOMPARE(request.error().message, message);
    QCOMPARE(request.error().status, 400);
}

void TestLlamaRequest::tokenize_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Tokens>("tokens");
    const auto row = [](const char* body, const Tokens& tokens) {
        QTest::newRow(body) << std::string(body) << tokens;
    };
    row(R"({"content": "he t"})", {256, 257});
    row(R"({"content": "né"})", {'n', 0xc3, 0xa9});
    row(R"({"content": "a<|endoftext|>"})", {'a', endOfText});
    row(R"({"content": "<|", "parse_special": false})", {'<', '|'});
    row(R"({"content": "<|endoftext|>", "parse_special": true})", {endOfText});
    row(R"({"content": ""})", {});
    row(R"({"content": "", "add_special": true})", {endOfText});
}

void TestLlamaRequest::tokenize()
{
    QFETCH(std::string, body);
    QFETCH(Tokens, tokens);
    const auto read = parseTokenize(body, *model_);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(*read, tokens);
    QCOMPARE(
        parseTokenize(R"({"content": "<|endoftext|>", "parse_special": false})", *model_)->size(),
        std::size_t{13});
}

void TestLlamaRequest::detokenize()
{
    const auto text = parseDetokenize(R"({"tokens": [97, 256, 258, 195]})", *model_);
    QVERIFY(text);
    QCOMPARE(*text, std::string("ahe<|endoftext|>\xc3"));
    QCOMPARE(*parseDetokenize(R"({"tokens": []})", *model_), std::string());
}

void TestLlamaRequest::wrongTokens_data()
{
    QTest::addColumn<bool>("tokenizes");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("message");
    const auto row = [](bool tokenizes, const char* body, const char* message) {
        QTest::newRow(body) << tokenizes << std::string(body) << std::string(message);
    };
    row(true, "{}", "content is missing, expected a text");
    row(true, R"({"content": 3})", "content is 3, expected a string");
    row(true, R"({"content": "a", "with_pieces": true})",
        "with_pieces is true, which this server doesn't have; leave it out");
    row(false, "{ }", "tokens is missing, expected an array of token ids");
    row(false, R"({"tokens": [1, 259]})",
        "tokens[1] is 259, expected a token id of this model, 0 to 258");
    row(false, R"({"tokens": [-1]})",
        "tokens[0] is -1, expected a token id of this model, 0 to 258");
    row(false, "[]", "the body is an array, expected a JSON object");
    const int context = model_->model->info().contextLength;
    std::string many = "0";
    for (int i = 0; i < context; ++i)
        many += ",0";
    QTest::newRow("too many") << false << R"({"tokens": [)" + many + "]}"
                              << fmt::format("tokens has {} token ids, expected {} at most, the "
                                             "context of this model",
                                             context + 1, context);
}

void TestLlamaRequest::wrongTokens()
{
    QFETCH(bool, tokenizes);
    QFETCH(std::string, body);
    QFETCH(std::string, message);
    const auto error =
        tokenizes ? parseTokenize(body, *model_).error() : parseDetokenize(body, *model_).error();
    QCOMPARE(error.message, message);
    QCOMPARE(error.status, 400);
}

LOGITSCOPE_TEST(TestLlamaRequest)
#include "tst_llama_request.moc"
