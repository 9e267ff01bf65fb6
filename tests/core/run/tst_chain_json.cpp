#include "core/run/chain_json.h"
#include "core/run/comparison_json.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;
using nlohmann::json;

namespace
{

// As somebody who opens the file reads it.
json inFile(const SamplerChain& chain)
{
    return json::parse(toJson(chain).dump());
}

struct ReadSettings
{
    SamplerChain chain;
    QString sentence;
};

ReadSettings readFrom(const json& settings, const std::string& place = "settings")
{
    const json object{{"settings", settings}};
    JsonFields fields(object, {}, JsonFields::Missing::IsWrong);
    ReadSettings read{.chain = readSettings(fields, place), .sentence = {}};
    if (fields.error())
        read.sentence = QString::fromStdString(fields.error()->message);
    return read;
}

SamplerChain everyStage()
{
    SamplerChain chain{.stages = {}};
    for (const auto& description : stageDescriptions())
        chain.stages.push_back(newStage(description.kind));
    return chain;
}

} // namespace

class TestChainJson : public QObject
{
    Q_OBJECT

private slots:
    void comesBack_data();
    void comesBack();
    void asAPersonReadsIt();
    void fourFields_data();
    void fourFields();
    void wholeNumbersMayHaveAFraction();
    void inverseMayBeSaid();
    void asOneText();
    void wrongValues_data();
    void wrongValues();
    void withoutSettings();
    void ofRunsAndSteps();
};

void TestChainJson::comesBack_data()
{
    QTest::addColumn<SamplerChain>("chain");
    for (const auto& description : stageDescriptions()) {
        auto stage = newStage(description.kind);
        const auto row = [&](const char* how) {
            QTest::addRow("%s, %s", description.key.data(), how) << SamplerChain{.stages = {stage}};
        };
        row("as it is added");
        stage.isOn = false;
        row("switched off");
        stage.isOn = true;
        if (description.off) {
            stage.values[description.offParameter] = *description.off;
            row("of no effect");
        }
        for (std::size_t i = 0; i < description.parameters.size(); ++i)
            stage.values[i] = description.parameters[i].highest;
        row("the highest");
        for (std::size_t i = 0; i < description.parameters.size(); ++i)
            stage.values[i] = description.parameters[i].lowest;
        row("the lowest");
    }
    const auto every = everyStage();
    QTest::newRow("every stage") << every;
    auto changed = every;
    for (auto& stage : changed.stages)
        stage.isOn = false;
    QTest::newRow("every stage, switched off") << changed;
    changed = every;
    changed.pick = Pick::Gumbel;
    QTest::newRow("every stage, Gumbel-max") << changed;
    changed = every;
    std::ranges::reverse(changed.stages.begin() + 4, changed.stages.end());
    QTest::newRow("the other way round") << changed;
    QTest::newRow("none") << SamplerChain{.stages = {}};
    QTest::newRow("none, Gumbel-max") << SamplerChain{.stages = {}, .pick = Pick::Gumbel};
    changed = basicChain({.temperature = 0.8, .topK = 40});
    changed.pick = Pick::Gumbel;
    QTest::newRow("three, Gumbel-max") << changed;
    changed.pick = Pick::InverseCdf;
    changed.stages[1].isOn = false;
    QTest::newRow("three, one switched off") << changed;
    changed.stages[1].isOn = true;
    std::swap(changed.stages[0], changed.stages[1]);
    QTest::newRow("three, top-p first") << changed;
    changed.stages.pop_back();
    QTest::newRow("two") << changed;
    changed.set(StageKind::MinP, 1.0 / 3.0);
    QTest::newRow("every bit") << changed;
}

// To the last bit, and all of what its switches and values are, also where they change nothing.
void TestChainJson::comesBack()
{
    QFETCH(SamplerChain, chain);
    QVERIFY(!findError(chain));
    const auto written = inFile(chain);
    QVERIFY(written.contains("chain"));
    const auto read = readFrom(written);
    QCOMPARE(read.sentence, QString());
    QVERIFY2(read.chain == chain, written.dump().c_str());
}

void TestChainJson::asAPersonReadsIt()
{
    SamplerChain chain{.stages = {{StageKind::Dry, {0.8, 1.75, 2.0}},
                                  {StageKind::TopK, {40.0}},
                                  {.kind = StageKind::MinP, .values = {0.05}, .isOn = false},
                                  {StageKind::Xtc, {0.1, 0.5}}}};
    auto expected = json::parse(R"({"chain": [{"dry": [0.8, 1.75, 2]},
                                              {"top-k": 40},
                                              {"min-p": 0.05, "on": false},
                                              {"xtc": [0.1, 0.5]}]})");
    QCOMPARE(inFile(chain), expected);
    chain.pick = Pick::Gumbel;
    expected["pick"] = "gumbel";
    QCOMPARE(inFile(chain), expected);
}

void TestChainJson::fourFields_data()
{
    QTest::addColumn<SamplerChain>("chain");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const SamplerChain& chain, const char* text) {
        QTest::newRow(text) << chain << QByteArray(text);
    };
    row(basicChain(), R"({"temperature":1.0,"top_k":0,"top_p":1.0,"order":"filter-first"})");
    row(basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9}),
        R"({"temperature":0.8,"top_k":40,"top_p":0.9,"order":"filter-first"})");
    row(basicChain({.temperature = 0.0,
                    .topK = 2147483647,
                    .topP = 0.0,
                    .order = FilterOrder::TemperatureThenFilter}),
        R"({"temperature":0.0,"top_k":2147483647,"top_p":0.0,"order":"temperature-first"})");
}

// As they always were, so that files of other versions are read, and theirs read these.
void TestChainJson::fourFields()
{
    QFETCH(SamplerChain, chain);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(toJson(chain).dump()), text);
    const auto read = readFrom(json::parse(text.toStdString()));
    QCOMPARE(read.sentence, QString());
    QVERIFY(read.chain == chain);
}

void TestChainJson::wholeNumbersMayHaveAFraction()
{
    for (const char* number : {"40", "40.0", "4e1"}) {
        const auto value = json::parse(number);
        QVERIFY(readFrom({{"chain", {{{"top-k", value}}}}}).chain ==
                (SamplerChain{.stages = {{StageKind::TopK, {40.0}}}}));
    }
}

void TestChainJson::inverseMayBeSaid()
{
    const auto read = readFrom({{"chain", json::array()}, {"pick", "inverse"}});
    QCOMPARE(read.sentence, QString());
    QVERIFY(read.chain.pick == Pick::InverseCdf);
}

void TestChainJson::asOneText()
{
    auto gumbel = everyStage();
    gumbel.pick = Pick::Gumbel;
    for (const auto& chain : {basicChain(), everyStage(), gumbel, SamplerChain{.stages = {}}})
        QVERIFY(chainFromText(chainToText(chain)) == chain);
    for (const char* text : {"", "{", "{}", "[]", "7", R"({"chain": [{"beam": 4}]})",
                             R"({"chain": [{"top-k": -1}]})", R"({"chain": []} x)"})
        QVERIFY2(!chainFromText(text), text);
}

void TestChainJson::wrongValues_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* settings, const char* sentence) {
        QTest::newRow(settings) << QByteArray(settings) << "settings: " + QString(sentence);
    };
    const auto chain = [&](const QByteArray& stages, const char* sentence) {
        row(R"({"chain": [)" + stages + "]}", sentence);
    };
    row(R"({"chain": 5})", "chain is 5, expected an array");
    row(R"({"chain": null})", "chain is null, expected an array");
    row(R"({"chain": "top-k=40"})", "chain is \"top-k=40\", expected an array");
    chain("5", "chain has 5, expected an object with the key of a stage");
    chain(R"("top-k")", "chain has \"top-k\", expected an object with the key of a stage");
    chain("[]", "chain has an array, expected an object with the key of a stage");
    chain("{}", "chain has an object without the key of a stage");
    chain(R"({"on": true})", "chain has an object without the key of a stage");
    chain(R"({"beam": 4})", "chain has \"beam\", which is no stage");
    chain(R"({"top_k": 4})", "chain has \"top_k\", which is no stage");
    chain(R"({"top-k": 4}, {"": 4})", "chain has \"\", which is no stage");
    chain(R"({"top-k": "x"})", "chain has \"x\" for top-k, expected a number");
    chain(R"({"top-k": 4, "on": 0})", "chain has 0 for on, expected true or false");
    chain(R"({"min-p": 0.1, "top-k": 4})", "chain has \"top-k\" in the object of another stage");
    chain(R"({"xtc": 0.5})", "chain has 0.5 for xtc, expected 2 numbers");
    chain(R"({"xtc": [0.5]})", "chain has an array for xtc, expected 2 numbers");
    chain(R"({"xtc": [0.1, 0.5, 1]})", "chain has an array for xtc, expected 2 numbers");
    chain(R"({"xtc": [0.1, null]})", "chain has an array for xtc, expected 2 numbers");
    chain(R"({"dry": [0.8, 1.75, "2"]})", "chain has an array for dry, expected 3 numbers");
    chain(R"({"top-k": -1})", "top-k is -1, expected 0 or more (0 is off)");
    chain(R"({"top-k": 1.5})", "top-k is 1.5, expected a whole number");
    chain(R"({"top-k": 2147483648})", "top-k is 2147483648, expected 0 or more (0 is off)");
    chain(R"({"min-p": 1.01})", "min-p is 1.01, expected 0 to 1 (0 is off)");
    chain(R"({"min-p": 2, "on": false})", "min-p is 2, expected 0 to 1 (0 is off)");
    chain(R"({"repetition-penalty": 0})",
          "repetition-penalty is 0, expected a number above 0 (1 is off)");
    chain(R"({"xtc": [2, 0.5]})", "xtc's threshold is 2, expected 0 to 1");
    chain(R"({"dry": [1, 2, 0]})", "dry's allowed length is 0, expected a whole number, 1 or more");
    chain(R"({"top-k": 4}, {"min-p": 0.1}, {"top-k": 4})",
          "top-k stands twice in the chain, expected once");
    chain(R"({"top-k": 4}, {"presence-penalty": 1})",
          "presence-penalty stands behind top-k, expected penalties first: tokens are ranked after "
          "them");
    row(R"({"chain": [], "pick": "coin"})", "pick is \"coin\", expected inverse or gumbel");
    row(R"({"chain": [], "pick": ""})", "pick is \"\", expected inverse or gumbel");
    row(R"({"chain": [], "pick": 5})", "pick is 5, expected a string");
    row(R"({"chain": [], "pick": null})", "pick is null, expected a string");
    row(R"({"pick": "gumbel"})", "temperature is missing");
    row("{}", "temperature is missing");
    chain(R"({"beam": 4}, {"xtc": 5}, {"top-k": -1})", // one at a time
          "chain has \"beam\", which is no stage");
}

void TestChainJson::wrongValues()
{
    QFETCH(QByteArray, settings);
    QFETCH(QString, sentence);
    QCOMPARE(readFrom(json::parse(settings.toStdString())).sentence, sentence);
}

void TestChainJson::withoutSettings()
{
    const json object = json::object();
    JsonFields fields(object, "row 3: ", JsonFields::Missing::IsWrong);
    QVERIFY(readSettings(fields, "row 3, settings") == SamplerChain());
    QCOMPARE(QString::fromStdString(fields.error()->message),
             QString("row 3: settings is missing"));
}

// A row's chain, and that of a step for which somebody changed it.
void TestChainJson::ofRunsAndSteps()
{
    const auto all = everyStage();
    auto changed = all;
    changed.pick = Pick::Gumbel;
    changed.stages[5].isOn = false;
    Run run = someComparison();
    run.branches = {someRow("all", all, {someStep(1, "a"), someStep(2, "b"), someStep(3, "c")})};
    run.branches[0] = changedAt(run.branches[0], 1, [&](Step& step) { step.settings = changed; });
    auto file = json::parse(rowsToJson(run).dump());
    auto& steps = file[0]["steps"];
    QCOMPARE(file[0]["settings"], inFile(all));
    QVERIFY(!steps[0].contains("settings"));
    QCOMPARE(steps[1]["settings"], inFile(changed));
    QVERIFY(isSame(runFromRows(file).value(), run));

    steps[1]["settings"]["chain"][0] = {{"beam", 4}};
    QCOMPARE(QString::fromStdString(runFromRows(file).error().message),
             QString("row 1, step 2, settings: chain has \"beam\", which is no stage"));
}

LOGITSCOPE_TEST(TestChainJson)
#include "tst_chain_json.moc"
