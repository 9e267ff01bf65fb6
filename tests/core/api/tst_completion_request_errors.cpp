#include "core/api/completion_request.h"
#include "tests/core/api/request_fields.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <random>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

class TestCompletionRequestErrors : public QObject
{
    Q_OBJECT

private slots:
    void errors_data();
    void errors();
    void wrongTypes_data();
    void wrongTypes();
    void anotherModel();
    void tooManyTokens_data();
    void tooManyTokens();
    void tooManyRows_data();
    void tooManyRows();
    void theBodysErrors();
    void whateverTheValues();

private:
    const std::shared_ptr<const OpenModel> model_ =
        open(randomCheckpoint({.contextLength = 32}, 1));
};

void TestCompletionRequestErrors::errors_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray& body, const QString& param, const QString& message) {
        QTest::newRow(body.left(60)) << body << param << message;
    };
    const QString toTwo = "expected a number from 0 to 2";
    row(R"({"temperature": 3.0})", "temperature", "temperature is 3.0, " + toTwo);
    row(R"({"temperature": -1e-9})", "temperature", "temperature is -1e-09, " + toTwo);
    row(R"({"temperature": "hot"})", "temperature", "temperature is \"hot\", " + toTwo);
    row(R"({"top_p": 1.0001})", "top_p", "top_p is 1.0001, expected a number from 0 to 1");
    row(R"({"top_p": -1})", "top_p", "top_p is -1, expected a number from 0 to 1");
    row(R"({"top_k": -1})", "top_k", "top_k is -1, expected a whole number, 0 or more");
    row(R"({"top_k": 2147483648})", "top_k",
        "top_k is 2147483648, expected a whole number, 0 or more");
    row(R"({"max_tokens": -1})", "max_tokens",
        "max_tokens is -1, expected a whole number, 0 or more");
    row(R"({"max_tokens": 16.5})", "max_tokens",
        "max_tokens is 16.5, expected a whole number, 0 or more");
    row(R"({"max_tokens": 99999999999999999999})", "max_tokens",
        "max_tokens is 1e+20, expected a whole number, 0 or more");
    row(R"({"n": 0})", "n", "n is 0, expected a whole number from 1 to 64");
    row(R"({"n": 129})", "n", "n is 129, expected a whole number from 1 to 64");
    row(R"({"best_of": 0})", "best_of", "best_of is 0, expected a whole number from 1 to 64");
    row(R"({"n": 3, "best_of": 2})", "best_of", "best_of is 2, expected 3 or more, as many as n");
    row(R"({"best_of": 2, "stream": true})", "best_of",
        "best_of is 2 and n is 1, but the best can't be streamed before all are there; leave out "
        "best_of or stream");
    row(R"({"logprobs": -1})", "logprobs", "logprobs is -1, expected a whole number from 0 to 100");
    row(R"({"logprobs": 101})", "logprobs",
        "logprobs is 101, expected a whole number from 0 to 100");
    row(R"({"logprobs": true})", "logprobs",
        "logprobs is true, expected a whole number from 0 to 100");
    const QString strategies =
        "expected one of greedy, low_temp, medium_temp, high_temp, top_k_20, top_k_50, top_p_90, "
        "top_p_95, nucleus, argmax, hugging_face, llama_cpp, openai";
    row(R"({"strategy": "beam"})", "strategy", "strategy is \"beam\", " + strategies);
    row(R"({"strategy": ""})", "strategy", "strategy is \"\", " + strategies);
    row(R"({"order": "first"})", "order",
        "order is \"first\", expected filter-first or temperature-first");
    const QString stop = "expected a string, or an array of 1 to 4, none of them empty or longer "
                         "than 1000 bytes";
    row(R"({"stop": ""})", "stop", "stop is \"\", " + stop);
    row(R"({"stop": []})", "stop", "stop is an array, " + stop);
    row(R"({"stop": ["a", "b", "c", "d", "e"]})", "stop", "stop is an array, " + stop);
    row(R"({"stop": ["a", ""]})", "stop", "stop[1] is \"\", " + stop);
    row(R"({"stop": ["a", null]})", "stop", "stop[1] is null, " + stop);
    row(R"({"stop": [["a"]]})", "stop", "stop[0] is an array, " + stop);
    row(R"({"stop": ")" + QByteArray(1001, 'a') + "\"}", "stop",
        "stop is \"" + QString(59, 'a') + "…\", " + stop);
    row(R"({"seed": 1.5})", "seed", "seed is 1.5, expected a whole number of 64 bits");
    row(R"({"seed": 18446744073709551616})", "seed",
        "seed is 1.8446744073709552e+19, expected a whole number of 64 bits");
    row(R"({"seed": -9223372036854775809})", "seed",
        "seed is -9.223372036854776e+18, expected a whole number of 64 bits");
    row(R"({"stream_options": {"include_usage": true}})", "stream_options",
        "stream_options is there without \"stream\": true; leave it out, or ask for a stream");
    row(R"({"stream": true, "stream_options": {"include_usage": 1}})",
        "stream_options.include_usage",
        "stream_options.include_usage is 1, expected true or false");
    row(R"({"logit_bias": {"259": 1}})", "logit_bias",
        "logit_bias has \"259\", expected token ids of this model, \"0\" to \"258\"");
    for (const auto* name : {"-1", "", "a", "1.0", " 1", "1 ", "007", "+1", "4294967297"})
        row(QByteArray(R"({"logit_bias": {")") + name + R"(": 1}})", "logit_bias",
            QString("logit_bias has \"%1\", expected token ids of this model, \"0\" to \"258\"")
                .arg(name));
    row(R"({"logit_bias": {"7": 100.5}})", "logit_bias.7",
        "logit_bias.7 is 100.5, expected a number from -100 to 100");
    row(R"({"logit_bias": {"7": "1"}})", "logit_bias.7",
        "logit_bias.7 is \"1\", expected a number from -100 to 100");
    row(R"({"presence_penalty": 2.5})", "presence_penalty",
        "presence_penalty is 2.5, expected a number from -2 to 2");
    row(R"({"frequency_penalty": -2.5})", "frequency_penalty",
        "frequency_penalty is -2.5, expected a number from -2 to 2");
    for (const auto* suffix : {"\" the end.\"", "1"})
        row(QByteArray(R"({"suffix": )") + suffix + "}", "suffix",
            "suffix is there, but this model only continues a text and can't fill a gap in one; "
            "leave it out");
    row(R"({"prompt": []})", "prompt",
        "prompt is an empty array, expected a string, an array of strings, an array of token ids "
        "or an array of such arrays");
    row(R"({"max_tokens": "x", "temperature": "y"})", "max_tokens",
        "max_tokens is \"x\", expected a whole number, 0 or more"); // one at a time
}

void TestCompletionRequestErrors::errors()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, param);
    QFETCH(QString, message);
    const auto request = parseCompletionRequest(body.toStdString(), *model_);
    QVERIFY(!request);
    const auto& error = request.error();
    QCOMPARE(QString::fromStdString(error.message), message);
    QCOMPARE(QString::fromStdString(error.param.value_or("")), param);
    QCOMPARE(error.status, 400);
    QCOMPARE(error.type, std::string("invalid_request_error"));
    QVERIFY(!error.code);
}

void TestCompletionRequestErrors::wrongTypes_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    const std::map<QByteArray, QByteArray> samples = {
        {"string", "\"x\""}, {"number", "0.5"}, {"flag", "true"},
        {"object", "{}"},    {"array", "[[]]"},
    };
    const std::map<QByteArray, QByteArray> kinds = {
        {"model", "string"},
        {"prompt", "string"},
        {"max_tokens", ""},
        {"temperature", "number"},
        {"top_p", "number"},
        {"top_k", ""},
        {"strategy", ""},
        {"order", ""},
        {"n", ""},
        {"best_of", ""},
        {"echo", "flag"},
        {"logprobs", ""},
        {"stop", "string"},
        {"seed", ""},
        {"stream", "flag"},
        {"stream_options", ""},
        {"logit_bias", "object"},
        {"presence_penalty", "number"},
        {"suffix", ""},
        {"frequency_penalty", "number"},
        {"user", "string"},
        {"sampling_info", "flag"},
        {"min_p", "number"},
        {"typical_p", "number"},
        {"top_a", "number"},
        {"epsilon_cutoff", "number"},
        {"eta_cutoff", "number"},
        {"top_n_sigma", "number"},
        {"repetition_penalty", "number"},
        {"dry_multiplier", "number"},
        {"dry_base", ""},
        {"dry_allowed_length", ""},
        {"dynatemp_low", "number"},
        {"dynatemp_high", "number"},
        {"dynatemp_exponent", "number"},
        {"xtc_threshold", "number"},
        {"xtc_probability", "number"},
        {"mirostat_tau", "number"},
        {"mirostat_eta", "number"},
        {"samplers", ""},
        {"chain", ""},
        {"pick", ""},
    };
    for (const auto& [field, kind] : kinds)
        for (const auto& [name, value] : samples)
            if (name != kind)
                QTest::newRow(field + ": " + value) << field << value;
}

// Each field with every type but its own.
void TestCompletionRequestErrors::wrongTypes()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    const auto body = "{\"" + field + "\": " + value + "}";
    const auto request = parseCompletionRequest(body.toStdString(), *model_);
    QVERIFY(!request);
    QCOMPARE(request.error().status, 400);
    QCOMPARE(QByteArray::fromStdString(request.error().param.value_or("")), field);
    QVERIFY(QByteArray::fromStdString(request.error().message).startsWith(field));
}

void TestCompletionRequestErrors::anotherModel()
{
    const auto name = model_->model->info().name;
    const auto request = parseCompletionRequest(R"({"model": "gpt-4"})", *model_);
    QVERIFY(!request);
    QCOMPARE(request.error().status, 404);
    QCOMPARE(request.error().message, "the model \"gpt-4\" isn't here; \"" + name + "\" is");
    QCOMPARE(request.error().param, std::optional<std::string>("model"));
    QCOMPARE(request.error().code, std::optional<std::string>("model_not_found"));
}

void TestCompletionRequestErrors::tooManyTokens_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("numbers");
    QTest::newRow("one too many") << QByteArray(R"({"prompt": "abc", "max_tokens": 30})")
                                  << "max_tokens"
                                  << "33 tokens (3 in your prompt; 30 for the completion)";
    QTest::newRow("the default") << QByteArray(R"({"prompt": ")" + QByteArray(17, 'a') + "\"}")
                                 << "max_tokens"
                                 << "33 tokens (17 in your prompt; 16 for the completion)";
    QTest::newRow("the second prompt")
        << QByteArray(R"({"prompt": ["a", ")" + QByteArray(33, 'a') + R"("], "max_tokens": 0})")
        << "prompt"
        << "33 tokens (33 in your prompt; 0 for the completion)";
    QTest::newRow("ids") << QByteArray(R"({"prompt": [[1)" + QByteArray(", 1").repeated(39) +
                                       R"(]], "max_tokens": 1})")
                         << "prompt"
                         << "41 tokens (40 in your prompt; 1 for the completion)";
    QTest::newRow("as many as an int holds")
        << QByteArray(R"({"prompt": "a", "max_tokens": 2147483647})") << "max_tokens"
        << "2147483648 tokens (1 in your prompt; 2147483647 for the completion)";
}

void TestCompletionRequestErrors::tooManyTokens()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, param);
    QFETCH(QString, numbers);
    const auto request = parseCompletionRequest(body.toStdString(), *model_);
    QVERIFY(!request);
    const auto& error = request.error();
    QCOMPARE(QString::fromStdString(error.message),
             "This model's maximum context length is 32 tokens, however you requested " + numbers +
                 ". Please reduce your prompt or completion length.");
    QCOMPARE(error.status, 400);
    QCOMPARE(QString::fromStdString(error.param.value_or("")), param);
    QCOMPARE(error.code, std::optional<std::string>("context_length_exceeded"));
}

void TestCompletionRequestErrors::tooManyRows_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray& body, const QString& param, const QString& message) {
        QTest::newRow(body) << body << param << message;
    };
    row(R"({"n": 7})", "n", "n is 7, expected a whole number from 1 to 6");
    row(R"({"prompt": ["a", "b"], "n": 4})", "n",
        "the request is for 2 x 4 continuations (prompts x n), expected 6 at most; ask in several "
        "requests");
    row(R"({"prompt": ["a", "b"], "n": 3, "max_tokens": 9})", "max_tokens",
        "the request is for 6 x 9 tokens (continuations x max_tokens), expected 50 at most in all; "
        "ask in several requests");
    // Three of the prompt and seven more for each of two continuations, and three for each token.
    row(R"({"prompt": [1, 2, 3], "n": 2, "max_tokens": 7, "echo": true, "logprobs": 2})",
        "logprobs",
        "logprobs is 2, which makes 60 numbers for 20 tokens, expected 59 at most in all; ask for "
        "fewer");
    row(R"({"prompt": ["a", "b"], "n": 2, "best_of": 4})", "best_of",
        "the request is for 2 x 4 continuations (prompts x best_of), expected 6 at most; ask in "
        "several requests");
    row(R"({"prompt": ["a", "b", "c", "d", "e", "f", "g"]})", "prompt",
        "prompt is an array of 7 prompts, expected 6 at most");
}

void TestCompletionRequestErrors::tooManyRows()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, param);
    QFETCH(QString, message);
    const auto request = parseCompletionRequest(body.toStdString(), *model_,
                                                {.rows = 6, .tokens = 50, .logprobsInAll = 59});
    QVERIFY(!request);
    QCOMPARE(QString::fromStdString(request.error().message), message);
    QCOMPARE(QString::fromStdString(request.error().param.value_or("")), param);
    QCOMPARE(request.error().status, 400);
}

void TestCompletionRequestErrors::theBodysErrors()
{
    for (const std::string body : {"", "[]", "{", "{\"n\": 1, \"n\": 1}", "\xff"}) {
        const auto request = parseCompletionRequest(body, *model_);
        QVERIFY(!request);
        QCOMPARE(request.error().status, 400);
        QVERIFY(!request.error().param);
    }
}

// Random values in random fields: an answer or a 400, and what is accepted keeps its promises.
void TestCompletionRequestErrors::whateverTheValues()
{
    auto fields = optionalFields();
    std::erase(fields, "model"); // another one is a 404
    const std::vector<std::string> values = {"null",
                                             "true",
                                             "false",
                                             "0",
                                             "1",
                                             "-1",
                                             "2",
                                             "5",
                                             "64",
                                             "0.5",
                                             "1e18",
                                             "\"\"",
                                             "\"a\"",
                                             "[]",
                                             "{}",
                                             "[1]",
                                             "[1.5]",
                                             "[\"a\"]",
                                             "[[1, 2], [3]]",
                                             "[[]]",
                                             "{\"1\": 1}",
                                             "{\"include_usage\": true}",
                                             "\"nucleus\"",
                                             "\"filter-first\"",
                                             "\"gumbel\"",
                                             "\"min-p=0.1,temperature=2\"",
                                             "[\"penalties\", \"top_k\"]"};
    std::mt19937 random(3);
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        json body = json::object();
        for (auto count = random() % 4; count > 0; --count)
            body[fields[random() % fields.size()]] = json::parse(values[random() % values.size()]);
        const auto request = parseCompletionRequest(body.dump(), *model_);
        if (!request) {
            QCOMPARE(request.error().status, 400);
            QVERIFY(!request.error().message.empty());
            continue;
        }
        ++accepted;
        QVERIFY(!request->prompts.empty());
        for (const auto& prompt : request->prompts) {
            QVERIFY(!prompt.empty());
            QVERIFY(static_cast<int>(prompt.size()) + request->maxTokens <= 32);
        }
        QVERIFY(request->n >= 1 && request->bestOf >= request->n && request->rows() <= 64);
        QVERIFY(!findError(request->settings));
        QVERIFY(!request->stream || request->bestOf == request->n);
    }
    QVERIFY(accepted > 1000);
}

LOGITSCOPE_TEST(TestCompletionRequestErrors)
#include "tst_completion_request_errors.moc"
