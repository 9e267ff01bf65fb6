#include "core/api/completion_request.h"
#include "tests/core/api/request_fields.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

} // namespace

class TestCompletionRequest : public QObject
{
    Q_OBJECT

private slots:
    void defaults();
    void nullIsTheDefault();
    void everyField();
    void unknownFields();
    void edges_data();
    void edges();
    void names();
    void strategies();
    void orders();
    void stopStrings();
    void seeds_data();
    void seeds();
    void randomSeeds();
    void logitBias();
    void bestOf();
    void streamOptions();
    void parseSpecial();
    void theWholeContext();
    void rows();

private:
    CompletionRequest parse(const json& body, const RequestLimits& limits = {}) const;
    const std::shared_ptr<const OpenModel> model_ =
        open(randomCheckpoint({.contextLength = 32}, 1));
};

CompletionRequest TestCompletionRequest::parse(const json& body, const RequestLimits& limits) const
{
    auto request = parseCompletionRequest(body.dump(), *model_, limits);
    if (!request)
        qFatal("%s: %s", body.dump().c_str(), request.error().message.c_str());
    return *std::move(request);
}

void TestCompletionRequest::defaults()
{
    const auto request = parse(json::object());
    QCOMPARE(request.prompts, (std::vector<std::vector<TokenId>>{{endOfText}}));
    QCOMPARE(request.maxTokens, 16);
    QVERIFY(request.settings == (basicChain({.temperature = 1.0, .topK = 0, .topP = 1.0})));
    QVERIFY(request.logitBias.empty());
    QCOMPARE(request.n, 1);
    QCOMPARE(request.bestOf, 1);
    QVERIFY(!request.echo);
    QVERIFY(!request.logprobs);
    QVERIFY(request.stop.empty());
    QVERIFY(!request.stream);
    QVERIFY(!request.includeUsage);
    QVERIFY(!request.samplingInfo);
}

void TestCompletionRequest::nullIsTheDefault()
{
    json body;
    for (const auto& name : optionalFields())
        body[name] = nullptr;
    const auto request = parse(body);
    QCOMPARE(request.prompts, (std::vector<std::vector<TokenId>>{{endOfText}}));
    QCOMPARE(request.maxTokens, 16);
    QVERIFY(request.settings == basicChain());
    QVERIFY(!request.logprobs);
    QVERIFY(!request.stream);
}

void TestCompletionRequest::everyField()
{
    const auto request = parse({{"model", model_->model->info().name},
                                {"prompt", {"a", "he"}},
                                {"max_tokens", 7},
                                {"temperature", 0.5},
                                {"top_p", 0.25},
                                {"top_k", 30},
                                {"order", "temperature-first"},
                                {"n", 2},
                                {"best_of", 3},
                                {"echo", true},
                                {"logprobs", 5},
                                {"stop", "."},
                                {"seed", 9},
                                {"stream", false},
                                {"logit_bias", {{"97", -100}}},
                                {"presence_penalty", 0.5},
                                {"frequency_penalty", -2},
                                {"suffix", nullptr},
                                {"user", "someone"},
                                {"sampling_info", true}});
    QCOMPARE(request.prompts, (std::vector<std::vector<TokenId>>{{'a'}, {256}}));
    QCOMPARE(request.maxTokens, 7);
    auto settings = basicChain({.temperature = 0.5,
                                .topK = 30,
                                .topP = 0.25,
                                .order = FilterOrder::TemperatureThenFilter});
    settings.set(StageKind::PresencePenalty, 0.5);
    settings.set(StageKind::FrequencyPenalty, -2.0);
    QVERIFY(request.settings == settings);
    QCOMPARE(request.n, 2);
    QCOMPARE(request.bestOf, 3);
    QCOMPARE(request.rows(), 6);
    QVERIFY(request.echo);
    QCOMPARE(request.logprobs, std::optional<int>(5));
    QCOMPARE(request.stop, (std::vector<std::string>{"."}));
    QCOMPARE(request.seed, std::uint64_t{9});
    QCOMPARE(request.logitBias, (Bias{{'a', -100.0F}}));
    QCOMPARE(request.settings.value(StageKind::PresencePenalty), 0.5);
    QCOMPARE(request.settings.value(StageKind::FrequencyPenalty), -2.0);
    QVERIFY(request.samplingInfo);
}

void TestCompletionRequest::unknownFields()
{
    const auto request = parse({{"max_tokens", 3},
                                {"messages", json::array()},
                                {"Temperature", "x"},
                                {"metadata", {{"temperature", 9}}}});
    QCOMPARE(request.maxTokens, 3);
    QCOMPARE(request.settings.value(StageKind::Temperature), 1.0);
}

void TestCompletionRequest::edges_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const auto* body : {R"({"temperature": 0})",
                             R"({"temperature": 2})",
                             R"({"temperature": 2.0})",
                             R"({"temperature": 1e-300})",
                             R"({"top_p": 0})",
                             R"({"top_p": 1})",
                             R"({"top_k": 2147483647})",
                             R"({"logprobs": 0})",
                             R"({"logprobs": 100})",
                             R"({"max_tokens": 0})",
                             R"({"max_tokens": 31})",
                             R"({"n": 64})",
                             R"({"suffix": "", "model": ""})",
                             R"({"best_of": 64})",
                             R"({"presence_penalty": -2})",
                             R"({"frequency_penalty": 2})",
                             R"({"stop": ["a", "b", "c", "d"]})",
                             R"({"logit_bias": {}})",
                             R"({"user": ""})",
                             R"({"logit_bias": {"0": 100, "258": -100}})",
                             R"({"temperature": -0.0})"})
        QTest::newRow(body) << QByteArray(body);
}

void TestCompletionRequest::edges()
{
    QFETCH(QByteArray, body);
    const auto request = parseCompletionRequest(body.toStdString(), *model_);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
}

void TestCompletionRequest::names()
{
    const auto& info = model_->model->info();
    parse({{"model", info.name}});

    const TestFolder folder;
    randomCheckpoint({}, 1).writeTo(folder);
    const auto rounded =
        openModelFolder(folder.path(), {.device = Device::Cpu, .precision = Precision::BF16});
    QVERIFY(rounded);
    const auto name = (*rounded)->model->info().name;
    for (const auto& asked : {name, name + " BF16"})
        QVERIFY(
            parseCompletionRequest(json{{"model", asked}, {"max_tokens", 1}}.dump(), **rounded));
    QVERIFY(!parseCompletionRequest(json{{"model", name + " INT8"}}.dump(), **rounded));
}

// The request's own fields go over the strategy's.
void TestCompletionRequest::strategies()
{
    QVERIFY(parse({{"strategy", "nucleus"}}).settings ==
            (basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})));
    QVERIFY(parse({{"strategy", "greedy"}}).settings == (basicChain({.temperature = 0.1})));
    QVERIFY(parse({{"strategy", "nucleus"}, {"temperature", 1.5}, {"top_k", 0}}).settings ==
            (basicChain({.temperature = 1.5, .topK = 0, .topP = 0.9})));
    QVERIFY(
        parse({{"strategy", "nucleus"}, {"top_p", 1}, {"order", "temperature-first"}}).settings ==
        (basicChain({.temperature = 0.8,
                     .topK = 40,
                     .topP = 1.0,
                     .order = FilterOrder::TemperatureThenFilter})));
}

void TestCompletionRequest::orders()
{
    const auto order = [&](const char* name) {
        return basicSettingsOf(parse({{"order", name}}).settings).value().order;
    };
    QVERIFY(order("filter-first") == FilterOrder::FilterThenTemperature);
    QVERIFY(order("temperature-first") == FilterOrder::TemperatureThenFilter);
}

void TestCompletionRequest::stopStrings()
{
    using Strings = std::vector<std::string>;
    QCOMPARE(parse({{"stop", "\n\n"}}).stop, Strings{"\n\n"});
    QCOMPARE(parse({{"stop", {"a", "é"}}}).stop, (Strings{"a", "é"}));
    QCOMPARE(parse({{"stop", std::string(1000, 'a')}}).stop, Strings{std::string(1000, 'a')});
}

void TestCompletionRequest::seeds_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<quint64>("seed");
    QTest::newRow("0") << QByteArray("0") << quint64{0};
    QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << (quint64{1} << 53) + 1;
    QTest::newRow("2^63") << QByteArray("9223372036854775808") << (quint64{1} << 63);
    QTest::newRow("2^64 - 1") << QByteArray("18446744073709551615") << ~quint64{0};
    QTest::newRow("-1") << QByteArray("-1") << ~quint64{0};
    QTest::newRow("7.0") << QByteArray("7.0") << quint64{7};
    QTest::newRow("-2^63") << QByteArray("-9223372036854775808") << (quint64{1} << 63);
}

void TestCompletionRequest::seeds()
{
    QFETCH(QByteArray, written);
    QFETCH(quint64, seed);
    const auto request =
        parseCompletionRequest(("{\"seed\": " + written + "}").toStdString(), *model_);
    QVERIFY(request);
    QCOMPARE(quint64{request->seed}, seed);
}

// No two get the same. By chance the first two would once in 2^64 times.
void TestCompletionRequest::randomSeeds()
{
    QVERIFY(parse(json::object()).seed != parse(json::object()).seed);
    QVERIFY(parse({{"seed", nullptr}}).seed != parse({{"seed", nullptr}}).seed);
}

void TestCompletionRequest::logitBias()
{
    const auto bias = parse({{"logit_bias", {{"258", 2}, {"0", -0.5}, {"97", 100}}}}).logitBias;
    QCOMPARE(bias.size(), std::size_t{3});
    for (const auto& one : Bias{{0, -0.5F}, {97, 100.0F}, {258, 2.0F}})
        QVERIFY(std::ranges::count(bias, one) == 1);
}

void TestCompletionRequest::bestOf()
{
    QCOMPARE(parse({{"n", 3}}).bestOf, 3);
    QCOMPARE(parse({{"best_of", 3}}).bestOf, 3);
    QCOMPARE(parse({{"best_of", 3}}).n, 1);
    QCOMPARE(parse({{"n", 2}, {"best_of", 2}, {"stream", true}}).bestOf, 2);
}

void TestCompletionRequest::streamOptions()
{
    QVERIFY(!parse({{"stream", true}}).includeUsage);
    QVERIFY(!parse({{"stream", true}, {"stream_options", json::object()}}).includeUsage);
    QVERIFY(!parse({{"stream", false}, {"stream_options", nullptr}}).includeUsage);
    QVERIFY(parse({{"stream", true}, {"stream_options", {{"include_usage", true}, {"x", 1}}}})
                .includeUsage);
    QVERIFY(
        !parse({{"stream", true}, {"stream_options", {{"include_usage", nullptr}}}}).includeUsage);
}

void TestCompletionRequest::parseSpecial()
{
    const json body = {{"prompt", "<|endoftext|>a"}};
    const std::vector<TokenId> recognised = {endOfText, 'a'};
    QCOMPARE(parse(body).prompts.front(), recognised);
    auto said = body;
    said["parse_special"] = true;
    QCOMPARE(parse(said).prompts.front(), recognised);
    said["parse_special"] = false;
    QCOMPARE(parse(said).prompts.front().size(), std::size_t{14});
}

void TestCompletionRequest::theWholeContext()
{
    QCOMPARE(parse({{"prompt", "abcdef"}, {"max_tokens", 26}}).maxTokens, 26);
    const auto echoed =
        parse({{"prompt", std::string(32, 'a')}, {"max_tokens", 0}, {"echo", true}});
    QCOMPARE(echoed.prompts.front().size(), std::size_t{32});
}

void TestCompletionRequest::rows()
{
    const RequestLimits limits{.rows = 6};
    QCOMPARE(parse({{"prompt", {"a", "b"}}, {"n", 3}}, limits).rows(), 6);
    QCOMPARE(parse({{"prompt", {"a", "b"}}, {"best_of", 3}}, limits).rows(), 6);
}

LOGITSCOPE_TEST(TestCompletionRequest)
#include "tst_completion_request.moc"
