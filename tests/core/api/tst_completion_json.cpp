#include "core/api/completion_json.h"
#include "core/run/step_json.h"
#include "tests/test_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>

using namespace logitscope;

namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();

const CompletionHead head{.id = "cmpl-1", .created = 1'700'000'000, .model = "starter"};

// By another parser than the one that wrote it.
QJsonObject reread(const nlohmann::ordered_json& json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json.dump()), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QJsonObject choiceIn(const nlohmann::ordered_json& json)
{
    return reread(json)["choices"][0].toObject();
}

CompletionToken someToken()
{
    return {.name = " time",
            .textOffset = 4,
            .logprob = -0.5,
            .top = {{" day", -0.25}, {"bytes:\\xe2\\x80", -0.375}, {" time", -0.5}}};
}

Step someStep()
{
    Step step;
    step.token = 681;
    step.bytes = " time";
    step.rank = 2;
    step.u = 0.5;
    step.modelProbability = 0.125;
    step.samplingProbability = 0.25;
    return step;
}

} // namespace

class TestCompletionJson : public QObject
{
    Q_OBJECT

private slots:
    void theWholeAnswer();
    void theOrderOfItsFields();
    void finishReasons_data();
    void finishReasons();
    void logprobs();
    void theFirstTokenOfAPrompt();
    void theOrderOfTheLikeliest();
    void infinities();
    void logprobsWithoutTokens();
    void samplingInfo();
    void chunks();
    void theLastChunk();
};

void TestCompletionJson::theWholeAnswer()
{
    const std::vector<ChoicePiece> choices = {
        {.index = 0, .text = " “time”", .end = StopReason::Length},
        {.index = 1, .text = "", .end = StopReason::EndOfText}};
    const Usage usage{.promptTokens = 4, .completionTokens = 17};
    QCOMPARE(reread(completionJson(head, choices, usage, {})),
             (QJsonObject{{"id", "cmpl-1"},
                          {"object", "text_completion"},
                          {"created", 1'700'000'000},
                          {"model", "starter"},
                          {"choices", QJsonArray{QJsonObject{{"text", " “time”"},
                                                             {"index", 0},
                                                             {"logprobs", QJsonValue::Null},
                                                             {"finish_reason", "length"}},
                                                 QJsonObject{{"text", ""},
                                                             {"index", 1},
                                                             {"logprobs", QJsonValue::Null},
                                                             {"finish_reason", "stop"}}}},
                          {"usage", QJsonObject{{"prompt_tokens", 4},
                                                {"completion_tokens", 17},
                                                {"total_tokens", 21}}}}));
}

void TestCompletionJson::theOrderOfItsFields()
{
    const std::vector<ChoicePiece> choices = {{.text = "a"}};
    QCOMPARE(completionJson(head, choices, {}, {}).dump(),
             std::string(R"({"id":"cmpl-1","object":"text_completion","created":1700000000,)"
                         R"("model":"starter","choices":[{"text":"a","index":0,"logprobs":null,)"
                         R"("finish_reason":null}],)"
                         R"("usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}})"));
}

void TestCompletionJson::finishReasons_data()
{
    QTest::addColumn<std::optional<StopReason>>("end");
    QTest::addColumn<QJsonValue>("reason");
    const auto row = [](const char* name, std::optional<StopReason> end, const QJsonValue& reason) {
        QTest::newRow(name) << end << reason;
    };
    row("in mid-stream", std::nullopt, QJsonValue::Null);
    row("end of text", StopReason::EndOfText, "stop");
    row("stop string", StopReason::StopString, "stop");
    row("stopped", StopReason::Stopped, "stop");
    row("length", StopReason::Length, "length");
    row("context full", StopReason::ContextFull, "length");
}

void TestCompletionJson::finishReasons()
{
    QFETCH(std::optional<StopReason>, end);
    QFETCH(QJsonValue, reason);
    const ChoicePiece piece{.text = "a", .end = end};
    QCOMPARE(choiceIn(chunkJson(head, piece, false, {}))["finish_reason"], reason);
}

void TestCompletionJson::logprobs()
{
    const ChoicePiece piece{
        .text = "a time",
        .tokens = {someToken(),
                   {.name = "!", .textOffset = 9, .logprob = -3.0, .top = {{"!", -3.0}}}}};
    const auto choice = choiceIn(chunkJson(head, piece, false, {.logprobs = true}));
    QCOMPARE(choice["logprobs"].toObject(),
             (QJsonObject{{"tokens", QJsonArray{" time", "!"}},
                          {"token_logprobs", QJsonArray{-0.5, -3.0}},
                          {"top_logprobs", QJsonArray{QJsonObject{{" day", -0.25},
                                                                  {"bytes:\\xe2\\x80", -0.375},
                                                                  {" time", -0.5}},
                                                      QJsonObject{{"!", -3.0}}}},
                          {"text_offset", QJsonArray{4, 9}}}));
    QVERIFY(!choice.contains("sampling_info"));
}

// Nothing came before it that could have made it likely.
void TestCompletionJson::theFirstTokenOfAPrompt()
{
    const ChoicePiece piece{.text = "On time", .tokens = {{.name = "On"}, someToken()}};
    const auto logprobs =
        choiceIn(chunkJson(head, piece, false, {.logprobs = true}))["logprobs"].toObject();
    QCOMPARE(logprobs["tokens"].toArray(), (QJsonArray{"On", " time"}));
    QCOMPARE(logprobs["token_logprobs"].toArray(), (QJsonArray{QJsonValue::Null, -0.5}));
    QVERIFY(logprobs["top_logprobs"][0].isNull());
    QVERIFY(logprobs["top_logprobs"][1].isObject());
}

void TestCompletionJson::theOrderOfTheLikeliest()
{
    const ChoicePiece piece{.text = {}, .tokens = {someToken()}};
    const auto json = chunkJson(head, piece, false, {.logprobs = true}).dump();
    QVERIFY(json.find(R"([{" day":-0.25,"bytes:\\xe2\\x80":-0.375," time":-0.5}])") !=
            std::string::npos);
}

void TestCompletionJson::infinities()
{
    auto token = someToken();
    token.logprob = -infinity;
    token.top = {{" day", 0.0}, {" time", -infinity}};
    const ChoicePiece piece{.text = {}, .tokens = {token}};
    const auto json = chunkJson(head, piece, false, {.logprobs = true});
    const auto logprobs = choiceIn(json)["logprobs"].toObject();
    QCOMPARE(logprobs["token_logprobs"].toArray(), (QJsonArray{-9999.0}));
    QCOMPARE(logprobs["top_logprobs"][0].toObject(),
             (QJsonObject{{" day", 0.0}, {" time", -9999.0}}));
}

// Of a chunk that only ends a choice: a client that puts chunks together needs no exception for it.
void TestCompletionJson::logprobsWithoutTokens()
{
    const ChoicePiece piece{.text = {}, .end = StopReason::Length};
    const auto choice = choiceIn(chunkJson(head, piece, false, {.logprobs = true}));
    QCOMPARE(choice["logprobs"].toObject(), (QJsonObject{{"tokens", QJsonArray()},
                                                         {"token_logprobs", QJsonArray()},
                                                         {"top_logprobs", QJsonArray()},
                                                         {"text_offset", QJsonArray()}}));
}

// Of the tokens that were drawn: those of an echoed prompt weren't.
void TestCompletionJson::samplingInfo()
{
    auto drawn = someToken();
    drawn.step = someStep();
    const std::vector<ChoicePiece> choices = {
        {.text = "On time", .tokens = {{.name = "On"}, drawn}, .end = StopReason::Length},
        {.index = 1, .text = "On", .tokens = {{.name = "On"}}, .end = StopReason::Length}};
    const auto json = reread(completionJson(head, choices, {}, {.samplingInfo = true}));
    QCOMPARE(json["choices"][0]["sampling_info"].toArray(), QJsonArray{reread(toJson(someStep()))});
    QVERIFY(json["choices"][0]["logprobs"].isNull());
    QCOMPARE(json["choices"][1]["sampling_info"].toArray(), QJsonArray());
}

void TestCompletionJson::chunks()
{
    const ChoicePiece piece{.index = 2, .text = " time"};
    const QJsonArray choices{QJsonObject{{"text", " time"},
                                         {"index", 2},
                                         {"logprobs", QJsonValue::Null},
                                         {"finish_reason", QJsonValue::Null}}};
    QJsonObject chunk{{"id", "cmpl-1"},
                      {"object", "text_completion"},
                      {"created", 1'700'000'000},
                      {"model", "starter"},
                      {"choices", choices}};
    QCOMPARE(reread(chunkJson(head, piece, false, {})), chunk);
    chunk["usage"] = QJsonValue::Null;
    QCOMPARE(reread(chunkJson(head, piece, true, {})), chunk);
}

void TestCompletionJson::theLastChunk()
{
    const auto json = reread(usageChunkJson(head, {.promptTokens = 3, .completionTokens = 8}));
    QCOMPARE(json["object"], QJsonValue("text_completion"));
    QCOMPARE(json["choices"], QJsonValue(QJsonArray()));
    QCOMPARE(json["usage"].toObject(),
             (QJsonObject{{"prompt_tokens", 3}, {"completion_tokens", 8}, {"total_tokens", 11}}));
}

LOGITSCOPE_TEST(TestCompletionJson)
#include "tst_completion_json.moc"
