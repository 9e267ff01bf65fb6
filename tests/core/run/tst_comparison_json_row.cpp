#include "core/run/chain_json.h"
#include "core/run/comparison_json.h"
#include "core/run/step_json.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;

namespace
{

using Names = std::vector<std::string>;

Names namesIn(const nlohmann::ordered_json& object)
{
    Names names;
    for (const auto& [name, value] : object.items())
        names.push_back(name);
    return names;
}

Step someStep()
{
    Step step;
    step.token = 681;
    step.bytes = " time";
    step.rank = 3;
    step.u = 0.8125;
    step.modelProbability = 0.125;
    step.samplingProbability = 0.25;
    step.settings.set(StageKind::Temperature, 0.5);
    step.info = {.modelEntropy = 7.5,
                 .samplingEntropy = 2.0,
                 .effectiveVocabulary = 4.0,
                 .topTokenProbability = 0.375,
                 .kept = 20};
    return step;
}

// A run of one row, whose second step has other settings.
Run runOfOneRow()
{
    auto first = someStep();
    first.settings = basicChain(
        {.temperature = 0.8, .topK = 40, .topP = 0.9, .order = FilterOrder::TemperatureThenFilter});
    return {.model = "starter",
            .prompt = "Once upon a",
            .promptTokens = {7608, 636, 258},
            .branches = {{.settings = first.settings,
                          .leaf = follow(nullptr, {first, someStep()}),
                          .seed = 7,
                          .stopReason = StopReason::ContextFull}}};
}

nlohmann::ordered_json rowJson(const Run& run)
{
    return rowToJson(run, run.branch());
}

// By another parser than the one that wrote it.
QJsonObject reread(const nlohmann::ordered_json& json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json.dump()), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

} // namespace

class TestComparisonJsonRow : public QObject
{
    Q_OBJECT

private slots:
    void step();
    void settings();
    void row();
    void modelIdentity();
    void stopStrings();
    void noSteps();
    void stopReasons_data();
    void stopReasons();
    void seeds_data();
    void seeds();
    void numbersKeepEveryBit();
    void splitCharacters();
    void bytesThatAreNoText_data();
    void bytesThatAreNoText();
};

void TestComparisonJsonRow::step()
{
    const auto written = toJson(someStep());
    QCOMPARE(namesIn(written), (Names{"token", "token_id", "rank", "u", "probability_raw",
                                      "probability_final", "entropy_original", "entropy_final",
                                      "effective_vocabulary", "kept", "top_token_probability"}));
    QCOMPARE(reread(written),
             (QJsonObject{{"token", " time"},
                          {"token_id", 681},
                          {"rank", 4}, // people count from 1
                          {"u", 0.8125},
                          {"probability_raw", 0.125},
                          {"probability_final", 0.25},
                          {"entropy_original", 7.5},
                          {"entropy_final", 2.0},
                          {"effective_vocabulary", 4.0},
                          {"kept", 20},
                          {"top_token_probability", someStep().info.topTokenProbability}}));

    auto withMu = someStep(); // only under mirostat
    withMu.mu = 8.5;
    QCOMPARE(namesIn(toJson(withMu)).back(), std::string("mu"));
    QCOMPARE(reread(toJson(withMu))["mu"], QJsonValue(8.5));

    Step likeliest = someStep();
    likeliest.rank = 0;
    QCOMPARE(reread(toJson(likeliest))["rank"], QJsonValue(1));
}

void TestComparisonJsonRow::settings()
{
    const auto written = toJson(settingsOf(runOfOneRow().branch()));
    QCOMPARE(namesIn(written), (Names{"temperature", "top_k", "top_p", "order"}));
    QCOMPARE(
        reread(written),
        (QJsonObject{
            {"temperature", 0.8}, {"top_k", 40}, {"top_p", 0.9}, {"order", "temperature-first"}}));
    QCOMPARE(reread(toJson(basicChain())),
             (QJsonObject{
                 {"temperature", 1.0}, {"top_k", 0}, {"top_p", 1.0}, {"order", "filter-first"}}));
}

void TestComparisonJsonRow::row()
{
    const auto written = rowJson(runOfOneRow());
    QCOMPARE(namesIn(written), (Names{"model", "prompt", "prompt_token_ids", "settings", "seed",
                                      "text", "stop_reason", "steps"}));
    const auto first = reread(toJson(someStep())); // whose settings are the row's
    auto second = first;
    second["settings"] = reread(toJson(someStep().settings));
    QCOMPARE(reread(written),
             (QJsonObject{{"model", "starter"},
                          {"prompt", "Once upon a"},
                          {"prompt_token_ids", QJsonArray{7608, 636, 258}},
                          {"settings", reread(toJson(settingsOf(runOfOneRow().branch())))},
                          {"seed", 7},
                          {"text", " time time"},
                          {"stop_reason", "context_full"},
                          {"steps", QJsonArray{first, second}}}));
}

// As far as it is known, and back.
void TestComparisonJsonRow::modelIdentity()
{
    auto run = runOfOneRow();
    run.identity = {"BF16", "libtorch"};
    const auto some = rowJson(run);
    QCOMPARE(some["precision"], "BF16");
    QCOMPARE(some["engine"], "libtorch");
    QVERIFY(!some.contains("weights_sha256"));
    QVERIFY(runFromRowOrRows(some)->identity == run.identity);

    run.identity.setDigest({.weights = "0a", .tokenizer = "0b"});
    auto all = rowJson(run);
    QCOMPARE(all["weights_sha256"], "0a");
    QCOMPARE(all["tokenizer_sha256"], "0b");
    QVERIFY(runFromRowOrRows(all)->identity == run.identity);
    QVERIFY(runFromRows(rowsToJson(run))->identity == run.identity);

    all["tokenizer_sha256"] = 7;
    QCOMPARE(QString::fromStdString(runFromRowOrRows(all).error().message),
             QString("tokenizer_sha256 is 7, expected a string"));
}

// Only where there are any.
void TestComparisonJsonRow::stopStrings()
{
    auto run = runOfOneRow();
    run.branch().stop = {"\n\n", "half a \xc3"};
    const auto written = rowJson(run);
    QCOMPARE(namesIn(written), (Names{"model", "prompt", "prompt_token_ids", "settings", "seed",
                                      "stop", "text", "stop_reason", "steps"}));
    QCOMPARE(reread(written)["stop"].toArray(), (QJsonArray{"\n\n", "half a \ufffd"}));
}

void TestComparisonJsonRow::noSteps()
{
    auto run = runOfOneRow();
    run.branch().leaf = nullptr;
    const auto written = reread(rowJson(run));
    QCOMPARE(written["steps"], QJsonValue(QJsonArray()));
    QCOMPARE(written["text"], QJsonValue(""));
}

void TestComparisonJsonRow::stopReasons_data()
{
    QTest::addColumn<StopReason>("reason");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::newRow("length") << StopReason::Length << "length"
                            << " time time";
    QTest::newRow("end") << StopReason::EndOfText << "end_of_text"
                         << " time";
    QTest::newRow("full") << StopReason::ContextFull << "context_full"
                          << " time time";
    QTest::newRow("stopped") << StopReason::Stopped << "stopped"
                             << " time time";
}

// The <|endoftext|> that ended a text is a step, but no text.
void TestComparisonJsonRow::stopReasons()
{
    QFETCH(StopReason, reason);
    QFETCH(QString, name);
    QFETCH(QString, text);
    auto run = runOfOneRow();
    run.branch().stopReason = reason;
    const auto written = reread(rowJson(run));
    QCOMPARE(written["stop_reason"], QJsonValue(name));
    QCOMPARE(written["text"], QJsonValue(text));
    QCOMPARE(written["steps"].toArray().size(), 2);
}

void TestComparisonJsonRow::seeds_data()
{
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("0") << quint64{0} << QByteArray("0");
    QTest::newRow("2^53 + 1") << (quint64{1} << 53) + 1 << QByteArray("9007199254740993");
    QTest::newRow("2^63") << (quint64{1} << 63) << QByteArray("9223372036854775808");
    QTest::newRow("2^64 - 1") << ~quint64{0} << QByteArray("18446744073709551615");
}

// As text, because a parser that reads numbers as double can't tell.
void TestComparisonJsonRow::seeds()
{
    QFETCH(quint64, seed);
    QFETCH(QByteArray, text);
    auto run = runOfOneRow();
    run.branch().seed = seed;
    const auto written = QByteArray::fromStdString(rowJson(run).dump());
    QVERIFY2(written.contains("\"seed\":" + text + ','), written);
}

void TestComparisonJsonRow::numbersKeepEveryBit()
{
    Step step = someStep();
    step.u = 0x1.fffffffffffffp-1; // the largest roll
    step.modelProbability = 1.0 / 3.0;
    step.samplingProbability = 4.9e-324;
    step.info.modelEntropy = 0.1;
    step.info.effectiveVocabulary = 50256.999999999993;
    step.mu = 10.0 / 3.0;
    const auto written = reread(toJson(step));
    QVERIFY(written["u"].toDouble() == step.u);
    QVERIFY(written["probability_raw"].toDouble() == step.modelProbability);
    QVERIFY(written["probability_final"].toDouble() == step.samplingProbability);
    QVERIFY(written["entropy_original"].toDouble() == step.info.modelEntropy);
    QVERIFY(written["effective_vocabulary"].toDouble() == step.info.effectiveVocabulary);
    QVERIFY(written["mu"].toDouble() == step.mu);
}

void TestComparisonJsonRow::splitCharacters()
{
    auto run = runOfOneRow();
    auto& row = run.branch();
    row = changedAt(row, 0, [](Step& step) { step.bytes = " caf\xc3"; });
    row = changedAt(row, 1, [](Step& step) { step.bytes = "\xa9"; });
    const auto written = reread(rowJson(run));
    QCOMPARE(written["text"], QJsonValue(QString(" caf\u00e9")));
    QCOMPARE(written["steps"][0]["token"], QJsonValue(QString(" caf\ufffd")));
    QCOMPARE(written["steps"][1]["token"], QJsonValue(QString("\ufffd")));
}

void TestComparisonJsonRow::bytesThatAreNoText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("lone continuation") << QByteArray("a\x80z") << QString("a\ufffdz");
    QTest::newRow("never valid") << QByteArray("\xff\xfe") << QString("\ufffd\ufffd");
    QTest::newRow("cut short") << QByteArray("z\xf0\x9f\x98") << QString("z\ufffd");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QString("\ufffd\ufffd\ufffd");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QString("\ufffd\ufffd");
    QTest::newRow("controls") << QByteArray("\0\x1b\n\"\\", 5) << QString(QChar(0)) + "\x1b\n\"\\";
}

void TestComparisonJsonRow::bytesThatAreNoText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    auto run = runOfOneRow();
    run.prompt = bytes.toStdString();
    auto step = someStep();
    step.bytes = bytes.toStdString();
    run.branch().leaf = follow(nullptr, step);
    const auto written = reread(rowJson(run));
    QCOMPARE(written["prompt"], QJsonValue(text));
    QCOMPARE(written["text"], QJsonValue(text));
    QCOMPARE(written["steps"][0]["token"], QJsonValue(text));
    QCOMPARE(written["steps"][0]["token_id"], QJsonValue(681));
}

LOGITSCOPE_TEST(TestComparisonJsonRow)
#include "tst_comparison_json_row.moc"
