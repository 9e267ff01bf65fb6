#include "core/run/comparison_csv.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QStringList>
#include <QTest>

#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QList<QStringList> parse(const QString& csv)
{
    QList<QStringList> lines;
    QStringList line;
    QString cell;
    bool quoted = false;
    for (int i = 0; i < csv.size(); ++i) {
        if (quoted) {
            if (csv[i] != '"')
                cell += csv[i];
            else if (i + 1 < csv.size() && csv[i + 1] == '"')
                cell += csv[i++];
            else
                quoted = false;
        } else if (csv[i] == '"' && cell.isEmpty()) {
            quoted = true;
        } else if (csv[i] == ',') {
            line << std::exchange(cell, {});
        } else if (csv[i] == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
            ++i;
            line << std::exchange(cell, {});
            lines << std::exchange(line, {});
        } else {
            cell += csv[i];
        }
    }
    return lines; // nothing behind the last line's end counts
}

QList<QStringList> cells(const Run& comparison)
{
    return parse(QString::fromStdString(toCsv(comparison)));
}

} // namespace

class TestComparisonCsv : public QObject
{
    Q_OBJECT

private slots:
    void lines();
    void settingsAreTheStepsOwn();
    void otherChains_data();
    void otherChains();
    void noTokens();
    void tokens_data();
    void tokens();
    void everyBit();
};

void TestComparisonCsv::lines()
{
    QCOMPARE(
        QString::fromStdString(toCsv(someComparison())),
        QString(
            "strategy,seed,stream,temperature,top_k,top_p,order,step,token,token_id,rank,"
            "probability_raw,probability_final,entropy_original,entropy_final,"
            "effective_vocabulary,u,kept,model,prompt,chain,pick\r\n"
            "greedy,7,0,0.1,0,1,filter-first,1, "
            "time,681,4,0.125,0.25,7.5,2,4,0.8125,20,starter,Once upon a,"
            "\"top-k=0,top-p=1,temperature=0.1\",inverse\r\n"
            "greedy,7,0,0.1,0,1,filter-first,2,\",\",12,4,0.125,0.25,7.5,2,4,0.8125,20,starter,"
            "Once upon a,\"top-k=0,top-p=1,temperature=0.1\",inverse\r\n"
            "nucleus,7,1,0.8,40,0.9,temperature-first,1, midnight,905,4,0.125,0.25,7.5,2,4,"
            "0.8125,20,starter,Once upon a,\"temperature=0.8,top-k=40,top-p=0.9\",inverse\r\n"));
}

// Somebody moved a slider between two steps.
void TestComparisonCsv::settingsAreTheStepsOwn()
{
    auto comparison = someComparison();
    auto& row = comparison.branches[0];
    row = changedAt(row, 1, [](Step& step) { step.settings.set(StageKind::Temperature, 1.25); });
    const auto lines = cells(comparison);
    QCOMPARE(lines[1][3], QString("0.1"));
    QCOMPARE(lines[2][3], QString("1.25"));
}

void TestComparisonCsv::otherChains_data()
{
    QTest::addColumn<SamplerChain>("chain");
    QTest::addColumn<QStringList>("basic"); // temperature, top_k, top_p, order
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const SamplerChain& chain, const QStringList& basic,
                        const char* text) {
        QTest::newRow(name) << chain << basic << QString(text);
    };
    row("one stage", {.stages = {{StageKind::MinP, {0.05}}}}, {"1", "0", "1", ""}, "min-p=0.05");
    row("several",
        {.stages = {{StageKind::RepetitionPenalty, {1.2}},
                    {StageKind::TopK, {40.0}},
                    {StageKind::Xtc, {0.1, 0.5}},
                    {StageKind::Temperature, {0.8}}}},
        {"0.8", "40", "1", ""}, "repetition-penalty=1.2,top-k=40,xtc=0.1:0.5,temperature=0.8");
    row("switched off",
        {.stages = {{.kind = StageKind::MinP, .values = {0.05}, .isOn = false},
                    {StageKind::TopP, {0.9}},
                    {StageKind::Temperature, {0.8}}}},
        {"0.8", "0", "0.9", "filter-first"}, "top-p=0.9,temperature=0.8");
    row("in another order", {.stages = {{StageKind::TopP, {0.9}}, {StageKind::TopK, {40.0}}}},
        {"1", "40", "0.9", ""}, "top-p=0.9,top-k=40");
    row("Gumbel-max", {.stages = {{StageKind::TopK, {40.0}}}, .pick = Pick::Gumbel},
        {"1", "40", "1", ""}, "top-k=40");
    row("a temperature that is switched off",
        {.stages = {{.kind = StageKind::Temperature, .values = {0.5}, .isOn = false}}},
        {"1", "0", "1", "filter-first"}, "");
    row("none", {.stages = {}}, {"1", "0", "1", "filter-first"}, "");
}

// Columns have what the chain has of the three, and the last one has all of it.
void TestComparisonCsv::otherChains()
{
    QFETCH(SamplerChain, chain);
    QFETCH(QStringList, basic);
    QFETCH(QString, text);
    auto comparison = someComparison();
    auto& row = comparison.branches[0];
    row = changedAt(row, 1, [&](Step& step) { step.settings = chain; });
    const auto line = cells(comparison)[2];
    QCOMPARE(line.size(), 22);
    QCOMPARE(line.mid(3, 4), basic);
    QCOMPARE(line[20], text);
    QCOMPARE(line[21], QString(chain.pick == Pick::Gumbel ? "gumbel" : "inverse"));
    QVERIFY(cells(comparison)[1][20] != text);
}

void TestComparisonCsv::noTokens()
{
    auto comparison = someComparison();
    for (auto& row : comparison.branches)
        row.leaf = nullptr;
    QCOMPARE(cells(comparison).size(), 1);
    QCOMPARE(cells({.branches = {}}).size(), 1);
}

void TestComparisonCsv::tokens_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("cell");
    const auto same = [](const char* text) {
        QTest::newRow(text) << QByteArray(text) << QString(text);
    };
    for (const char* text : {"", " ", "a,b", "\"", "\"\"", " \"she,\"", "\n", "\r", "\r\n", "=1+1",
                             "+", "-", "@", "'", "中", "🙂", "\t", ";"})
        same(text);
    QTest::newRow("half a character") << QByteArray(" \xe4\xb8") << QString(" \ufffd");
    QTest::newRow("zero") << QByteArray("\0", 1) << QString(QChar(0));
}

void TestComparisonCsv::tokens()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, cell);
    auto comparison = someComparison();
    auto& row = comparison.branches[0];
    row = changedAt(row, 1, [&](Step& step) { step.bytes = bytes.toStdString(); });
    row.name = bytes.toStdString(); // a user may have named it so
    const auto lines = cells(comparison);
    QCOMPARE(lines.size(), 4);
    for (const auto& line : lines)
        QCOMPARE(line.size(), 22);
    QCOMPARE(lines[2][8], cell);
    QCOMPARE(lines[2][0], cell);
    QCOMPARE(lines[2][9], QString("12"));
}

void TestComparisonCsv::everyBit()
{
    auto comparison = someComparison();
    auto& row = comparison.branches[1];
    auto step = row.leaf->step;
    step.u = 0x1.fffffffffffffp-1;
    step.modelProbability = 4.9e-324;
    step.samplingProbability = 1.0 / 3.0;
    step.info.modelEntropy = 0.1;
    step.info.samplingEntropy = 1e-7;
    step.info.effectiveVocabulary = 50256.999999999993;
    row.leaf = follow(nullptr, step);
    row.seed = ~std::uint64_t{0};
    const auto line = cells(comparison)[3];
    QCOMPARE(line[1], QString("18446744073709551615"));
    QVERIFY(line[11].toDouble() == step.modelProbability);
    QVERIFY(line[12].toDouble() == step.samplingProbability);
    QVERIFY(line[13].toDouble() == step.info.modelEntropy);
    QVERIFY(line[14].toDouble() == step.info.samplingEntropy);
    QVERIFY(line[15].toDouble() == step.info.effectiveVocabulary);
    QVERIFY(line[16].toDouble() == step.u);
}

LOGITSCOPE_TEST(TestComparisonCsv)
#include "tst_comparison_csv.moc"
