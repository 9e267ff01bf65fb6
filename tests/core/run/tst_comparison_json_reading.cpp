#include "core/run/comparison_json.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

json written(const Branch& row)
{
    return json::parse(rowToJson(someComparison(), row).dump());
}

Branch reread(const Branch& row)
{
    return runFromRowOrRows(written(row)).value().branch();
}

json someRun()
{
    return written(someComparison().branches[1]);
}

QString sentenceForRun(const json& run)
{
    const auto read = runFromRowOrRows(run);
    return read ? QString() : QString::fromStdString(read.error().message);
}

// Where it stands behind two other rows.
QString sentenceForRow3(const json& row)
{
    auto rows = json::parse(rowsToJson(someComparison()).dump());
    rows.push_back(row);
    if (row.is_object())
        rows[2].update(
            {{"strategy", ""}, {"model", "starter"}, {"version", "0.1.0"}, {"stream", 0}});
    const auto read = runFromRows(rows);
    return read ? QString() : QString::fromStdString(read.error().message);
}

} // namespace

class TestComparisonJsonReading : public QObject
{
    Q_OBJECT

private slots:
    void everyField();
    void everyBit();
    void largeSeeds();
    void stopStrings();
    void partialCharacters();
    void settingsOfAStep();
    void muOfAStep();
    void promptTokensMayBeMissing();
    void missingFields_data();
    void missingFields();
    void wrongValues_data();
    void wrongValues();
    void edgesOfTheRanges();
    void places();
    void noObject();
};

void TestComparisonJsonReading::everyField()
{
    const auto run = runFromRowOrRows(someRun()).value();
    QCOMPARE(run.prompt, std::string("Once upon a"));
    QCOMPARE(run.promptTokens, (std::vector<TokenId>{7608, 636, 258}));
    QCOMPARE(run.branches.size(), std::size_t{1});
    const auto& read = run.branch();
    QVERIFY(read.settings == (basicChain({.temperature = 0.8,
                                          .topK = 40,
                                          .topP = 0.9,
                                          .order = FilterOrder::TemperatureThenFilter})));
    QCOMPARE(read.seed, std::uint64_t{7});
    QCOMPARE(read.stream, std::uint64_t{0}); // not in a run of its own
    QVERIFY(read.stopReason == StopReason::Stopped);
    QCOMPARE(continuationOf(read), std::string(" midnight"));

    QCOMPARE(read.length(), 1);
    const auto& step = read.leaf->step;
    QCOMPARE(step.bytes, std::string(" midnight"));
    QCOMPARE(step.token, 905);
    QCOMPARE(step.rank, 3); // 4 in the file, where people count from 1
    QCOMPARE(step.u, 0.8125);
    QCOMPARE(step.modelProbability, 0.125);
    QCOMPARE(step.samplingProbability, 0.25);
    QVERIFY(step.info == (SamplingInfo{.modelEntropy = 7.5,
                                       .samplingEntropy = 2.0,
                                       .effectiveVocabulary = 4.0,
                                       .topTokenProbability = 0.0,
                                       .kept = 20}));
    QVERIFY(step.settings == read.settings);
    QVERIFY(!step.mu);
    QCOMPARE(step.stream, std::uint64_t{0});
}

void TestComparisonJsonReading::everyBit()
{
    auto step = someComparison().branches[1].leaf->step;
    step.u = 0x1.fffffffffffffp-1; // the largest roll
    step.modelProbability = 4.9e-324;
    step.samplingProbability = 1.0 / 3.0;
    step.info.modelEntropy = 0.1;
    step.info.effectiveVocabulary = 50256.999999999993;
    step.settings.set(StageKind::Temperature, 1.0 / 7.0);
    const auto read = reread(branchOf({step}));
    QVERIFY(read.leaf->step.u == step.u);
    QVERIFY(read.leaf->step.modelProbability == step.modelProbability);
    QVERIFY(read.leaf->step.samplingProbability == step.samplingProbability);
    QVERIFY(read.leaf->step.info == step.info);
    QVERIFY(read.leaf->step.settings == step.settings);
    QVERIFY(read.settings == step.settings);
}

void TestComparisonJsonReading::largeSeeds()
{
    for (const std::uint64_t seed : {std::uint64_t{0}, (std::uint64_t{1} << 53) + 1,
                                     std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
        auto row = someComparison().branches[0];
        row.seed = seed;
        QCOMPARE(reread(row).seed, seed);
    }
}

void TestComparisonJsonReading::stopStrings()
{
    auto row = someComparison().branches[0];
    QVERIFY(reread(row).stop.empty());
    for (const char* text : {"\n\n", "[b,c]", "\u00e9"})
        row.stop.emplace_back(text);
    QCOMPARE(reread(row).stop, row.stop);
}

void TestComparisonJsonReading::partialCharacters()
{
    const auto half = someStep(3, " caf\xc3");
    const auto file = written(branchOf({half, someStep(4, "\xa9")}));
    QCOMPARE(file["steps"][0]["token"].get<std::string>(), std::string(" caf\xEF\xBF\xBD"));
    const auto steps = stepsOf(reread(branchOf({half, someStep(4, "\xa9")})));
    QCOMPARE(steps[0].bytes, half.bytes);
    QCOMPARE(steps[1].bytes, std::string("\xa9"));
    QCOMPARE(steps[0].token, half.token);
}

// The sliders may move while a run is made.
void TestComparisonJsonReading::settingsOfAStep()
{
    const SamplerChain moved = basicChain({.temperature = 1.5, .topK = 7, .topP = 0.5});
    const auto row =
        changedAt(someComparison().branches[0], 1, [&](Step& step) { step.settings = moved; });
    auto file = written(row);
    QVERIFY(!file["steps"][0].contains("settings")); // the row's
    const auto steps = stepsOf(reread(row));
    QVERIFY(steps[0].settings == settingsOf(row));
    QVERIFY(steps[1].settings == moved);

    file["steps"][1]["settings"]["temperature"] = -1.0;
    const auto sentence = sentenceForRow3(file);
    QVERIFY2(sentence.startsWith("row 3, step 2, settings: temperature"), qPrintable(sentence));
    file["steps"][1]["settings"] = 5;
    QVERIFY2(sentenceForRun(file).startsWith("step 2: settings is 5"),
             qPrintable(sentenceForRun(file)));
}

// Each step's own: the next one need not have any.
void TestComparisonJsonReading::muOfAStep()
{
    for (const double mu : {0.0, -1.5, 10.0 / 3.0, 1e300}) {
        auto first = someStep(1, "a");
        first.mu = mu;
        const auto row = branchOf({first, someStep(2, "b")});
        QVERIFY(!written(row)["steps"][1].contains("mu"));
        const auto steps = stepsOf(reread(row));
        QVERIFY(steps[0].mu == mu);
        QVERIFY(!steps[1].mu);
    }
}

void TestComparisonJsonReading::promptTokensMayBeMissing()
{
    auto run = someRun();
    run.erase("prompt_token_ids");
    QVERIFY(runFromRowOrRows(run).value().promptTokens.empty());
}

void TestComparisonJsonReading::missingFields_data()
{
    QTest::addColumn<QString>("parent");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("sentence");
    for (const char* field : {"prompt", "settings", "seed", "text", "stop_reason", "steps"})
        QTest::newRow(field) << "" << field << QString("%1 is missing").arg(field);
    for (const char* field : {"temperature", "top_k", "top_p", "order"})
        QTest::newRow(field) << "/settings" << field
                             << QString("settings: %1 is missing").arg(field);
    for (const char* field :
         {"token", "token_id", "rank", "u", "probability_raw", "probability_final",
          "entropy_original", "entropy_final", "effective_vocabulary", "kept"})
        QTest::newRow(field) << "/steps/0" << field << QString("step 1: %1 is missing").arg(field);
}

void TestComparisonJsonReading::missingFields()
{
    QFETCH(QString, parent);
    QFETCH(QString, field);
    QFETCH(QString, sentence);
    auto run = someRun();
    QCOMPARE(run[json::json_pointer(parent.toStdString())].erase(field.toStdString()),
             std::size_t{1});
    QCOMPARE(sentenceForRun(run), sentence);
}

void TestComparisonJsonReading::wrongValues_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* field, const QByteArray& value, const QString& sentence) {
        QTest::newRow(qPrintable(QString(field) + " " + value)) << field << value << sentence;
    };
    row("/steps/0/kept", "\"x\"", "step 1: kept is \"x\", expected a whole number, 0 or more");
    row("/steps/0/kept", "-1", "step 1: kept is -1, expected a whole number, 0 or more");
    row("/steps/0/kept", "20.5", "step 1: kept is 20.5, expected a whole number, 0 or more");
    row("/steps/0/rank", "0", "step 1: rank is 0, expected a whole number, 1 or more");
    row("/steps/0/rank", "9223372036854775808",
        "step 1: rank is 9223372036854775808, expected a whole number, 1 or more");
    row("/steps/0/token_id", "-1", "step 1: token_id is -1, expected a whole number, 0 or more");
    row("/steps/0/token_id", "4294967296",
        "step 1: token_id is 4294967296, expected a whole number, 0 or more");
    row("/steps/0/token", "7", "step 1: token is 7, expected a string");
    row("/steps/0/u", "1", "step 1: u is 1, expected a number from 0 to below 1");
    row("/steps/0/u", "null", "step 1: u is null, expected a number from 0 to below 1");
    row("/steps/0/probability_raw", "1.5",
        "step 1: probability_raw is 1.5, expected a number from 0 to 1");
    row("/steps/0/probability_final", "-0.5",
        "step 1: probability_final is -0.5, expected a number from 0 to 1");
    row("/steps/0/entropy_final", "-1",
        "step 1: entropy_final is -1, expected a number of bits, 0 or more");
    row("/steps/0/entropy_original", "{}",
        "step 1: entropy_original is an object, expected a number of bits, 0 or more");
    row("/steps/0/effective_vocabulary", "[]",
        "step 1: effective_vocabulary is an array, expected a number, 0 or more");
    row("/steps/0/mu", "\"x\"", "step 1: mu is \"x\", expected a number of bits");
    row("/steps/0/mu", "null", "step 1: mu is null, expected a number of bits");
    row("/steps/0", "true", "step 1 is true, expected an object");
    row("/steps", "{}", "steps is an object, expected an array");
    row("/prompt", "null", "prompt is null, expected a string");
    row("/prompt_token_ids", "[1, -2]",
        "prompt_token_ids has -2, expected whole numbers, 0 or more");
    row("/prompt_token_ids", "\"1\"", "prompt_token_ids is \"1\", expected an array");
    row("/seed", "-1", "seed is -1, expected a whole number from 0 to 18446744073709551615");
    row("/seed", "1e20", "seed is 1e+20, expected a whole number from 0 to 18446744073709551615");
    row("/text", "[]", "text is an array, expected a string");
    row("/stop", "\"\\n\"", "stop is \"\\n\", expected an array");
    row("/stop", "[\"a\", 7]", "stop has 7, expected texts of a character or more");
    row("/stop", "[\"\"]", "stop has \"\", expected texts of a character or more");
    row("/stop_reason", "\"tired\"",
        "stop_reason is \"tired\", expected length, end_of_text, context_full, stopped or "
        "stop_string");
    row("/settings", "7", "settings is 7, expected an object");
    row("/settings/temperature", "-1",
        "settings: temperature is -1, expected a finite number, 0 or more (0 is argmax)");
    row("/settings/top_p", "2", "settings: top-p is 2, expected 0 to 1 (1 is off)");
    row("/settings/top_k", "-2", "settings: top_k is -2, expected a whole number, 0 or more");
    row("/settings/chain", "[{\"top-k\": -1}]",
        "settings: top-k is -1, expected 0 or more (0 is off)");
    row("/settings/order", "\"sideways\"",
        "settings: order is \"sideways\", expected filter-first or temperature-first");
    row("/settings/order",
        "\"a text that is much too long to be\\nwhole in one sentence, and on one line\"",
        "settings: order is \"a text that is much too long to be\\nwhole in one sentence, a…\", "
        "expected filter-first or temperature-first");
}

void TestComparisonJsonReading::wrongValues()
{
    QFETCH(QString, field);
    QFETCH(QByteArray, value);
    QFETCH(QString, sentence);
    auto run = someRun();
    run[json::json_pointer(field.toStdString())] = json::parse(value.toStdString());
    QCOMPARE(sentenceForRun(run), sentence);
}

void TestComparisonJsonReading::edgesOfTheRanges()
{
    auto run = someRun();
    auto& step = run["steps"][0];
    step["u"] = 0;
    step["probability_raw"] = 0;
    step["probability_final"] = 1.0000000000000002; // a sum's last bit
    step["rank"] = 1;
    step["kept"] = 1;
    step["entropy_final"] = 0;
    run["settings"]["temperature"] = 0;
    QCOMPARE(sentenceForRun(run), QString());

    run["steps"] = json::array();
    QCOMPARE(sentenceForRun(run), QString());
    run["stop_reason"] = "end_of_text";
    QCOMPARE(sentenceForRun(run), QString("stop_reason is end_of_text, but no step sampled it"));
    run["stop_reason"] = "stopped";
    run["prompt_token_ids"] = json::array();
    QCOMPARE(sentenceForRun(run), QString());
}

void TestComparisonJsonReading::places()
{
    auto run = someRun();
    run["steps"].push_back(run["steps"][0]);
    run["steps"][1].erase("u");
    QCOMPARE(sentenceForRow3(run), QString("row 3, step 2: u is missing"));
    run["settings"].erase("order");
    QCOMPARE(sentenceForRow3(run), QString("row 3, settings: order is missing"));
    run.erase("seed");
    QCOMPARE(sentenceForRow3(run), QString("row 3, settings: order is missing"));
    run.erase("prompt");
    QCOMPARE(sentenceForRow3(run), QString("row 3: prompt is missing"));
}

void TestComparisonJsonReading::noObject()
{
    const QString expected = "the comparison is %1, expected an array with an object for each row";
    QCOMPARE(sentenceForRun(json::array()), expected.arg("an empty array"));
    QCOMPARE(sentenceForRun(json()), expected.arg("null"));
    QCOMPARE(sentenceForRow3(json(5)), QString("row 3 is 5, expected an object"));
    const auto broken = json::parse("{\"prompt\":", nullptr, false);
    QCOMPARE(sentenceForRun(broken), expected.arg("no JSON"));
}

LOGITSCOPE_TEST(TestComparisonJsonReading)
#include "tst_comparison_json_reading.moc"
