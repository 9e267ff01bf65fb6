#include "app/cli/compare_table.h"
#include "core/text/word_wrap.h"
#include "tests/core/run/branches.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QStringList>
#include <QTest>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QStringList lines(const Run& comparison, int columns)
{
    return QString::fromStdString(compareTable(comparison, columns)).split('\n');
}

Run withText(const std::string& text)
{
    auto comparison = someComparison();
    comparison.branches[0] =
        someRow("greedy", basicChain({.temperature = 0.1}), {someStep(1, text)});
    return comparison;
}

Run threeRuns(const QStringList& texts)
{
    auto comparison = someComparison();
    comparison.branches.clear();
    for (const auto& text : texts) {
        comparison.branches.push_back(someRow("greedy", basicChain({.temperature = 0.1}),
                                              {someStep(text[0].unicode(), text.toStdString())}));
        comparison.branches.back().seed += comparison.branches.size() - 1;
    }
    return comparison;
}

} // namespace

class TestCompareTable : public QObject
{
    Q_OBJECT

private slots:
    void wholeTable();
    void runs();
    void repeatsHaveMeanAndDeviation();
    void howManyAreTheSame_data();
    void howManyAreTheSame();
    void noTokens();
    void emptyPrompt();
    void noRows();
    void texts_data();
    void texts();
    void figuresStandInColumns();
    void fits_data();
    void fits();
};

void TestCompareTable::wholeTable()
{
    const QStringList expected = {
        "“Once upon a”",
        "starter · seed 7 · each strategy with its own random numbers",
        "",
        "greedy  T 0.1 ──────────────────────────────────── 2 tokens, token limit reached",
        "  entropy   2.00 bits   effective vocabulary  4.0",
        "  surprisal 3.00 bits   distinct-2           1.00",
        "    time,",
        "",
        "nucleus  T 0.8 · k 40 · p 0.9 · temperature first ───────────── 1 token, stopped",
        "  entropy   2.00 bits   effective vocabulary  4.0",
        "  surprisal 3.00 bits   distinct-2           1.00",
        "    midnight",
        ""};
    QCOMPARE(lines(someComparison(), 80), expected);
}

void TestCompareTable::runs()
{
    const auto shown = lines(threeRuns({"a", "a", "b"}), 60);
    QCOMPARE(shown[1], QString("starter · seeds 7 to 9 · the same random numbers for all"));
    QCOMPARE(shown[3], QString("greedy  T 0.1 ──────────────────────── 3 repeats, 2 distinct"));
    QCOMPARE(shown.count("    a"), 2);
    QCOMPARE(shown.count("    b"), 1);
    const auto third = shown.indexOf("    b");
    QVERIFY(shown.mid(0, third).join('\n').contains("\n  seed 9 "));
    QCOMPARE(shown.join('\n').count("greedy"), 1);
}

// Entropies 2 and 3, surprisals 3 and 1.
void TestCompareTable::repeatsHaveMeanAndDeviation()
{
    auto comparison = threeRuns({"a", "b"});
    comparison.branches[1] = changedAt(comparison.branches[1], 0, [](Step& step) {
        step.info.samplingEntropy = 3.0;
        step.info.effectiveVocabulary = 8.0;
        step.modelProbability = 0.5;
    });
    const QStringList expected = {
        "greedy  T 0.1 ──────────────────────────────────────────── 2 repeats, 2 distinct",
        "  mean",
        "  entropy   2.50 bits   effective vocabulary  6.0",
        "  surprisal 2.00 bits   distinct-2           1.00",
        "  ± standard deviation",
        "  entropy   0.71 bits   effective vocabulary  2.8",
        "  surprisal 1.41 bits   distinct-2           0.00",
        "  seed 7 ",
        "  entropy   2.00 bits   effective vocabulary  4.0",
        "  surprisal 3.00 bits   distinct-2           1.00",
        "    a"};
    const auto shown = lines(comparison, 80);
    for (int line = 0; line < expected.size(); ++line)
        QVERIFY2(shown[line + 3].startsWith(expected[line]), qPrintable(shown[line + 3]));
}

void TestCompareTable::howManyAreTheSame_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QString>("said");
    QTest::newRow("all") << QStringList{"a", "a", "a"} << "3 repeats, all identical";
    QTest::newRow("two") << QStringList{"a", "b", "a"} << "3 repeats, 2 distinct";
    QTest::newRow("none") << QStringList{"a", "b", "c"} << "3 repeats, 3 distinct";
}

void TestCompareTable::howManyAreTheSame()
{
    QFETCH(QStringList, texts);
    QFETCH(QString, said);
    const auto shown = lines(threeRuns(texts), 80);
    QVERIFY2(shown[3].endsWith("─ " + said), qPrintable(shown[3]));
}

void TestCompareTable::noTokens()
{
    auto comparison = someComparison();
    comparison.branches[0].leaf = nullptr;
    comparison.branches[0].stopReason = StopReason::Stopped;
    const auto shown = lines(comparison, 80);
    QVERIFY(shown[3].endsWith("─ 0 tokens, stopped"));
    QCOMPARE(shown[4], QString()); // there are no figures of nothing
    QVERIFY(shown[5].startsWith("nucleus"));
}

void TestCompareTable::emptyPrompt()
{
    auto comparison = someComparison();
    comparison.prompt = "";
    QCOMPARE(lines(comparison, 80)[0], QString("(an empty prompt)"));
}

void TestCompareTable::noRows()
{
    QCOMPARE(compareTable({.branches = {}}, 80), std::string());
}

void TestCompareTable::texts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("paragraphs") << QByteArray("\n\none\n\ntwo\n")
                                << QStringList{"    one", "", "    two"};
    QTest::newRow("wide") << QByteArray("从前有一个国王从前有一个国王从前有一个国王从前有一个国王从"
                                        "前有一个国王从前有一个国王")
                          << QStringList{
                                 "    从前有一个国王从前有一个国王从前有一个国王从前有一个国"
                                 "王从前有一个国王从前有",
                                 "    一个国王"};
    QTest::newRow("escape") << QByteArray("\x1b[2Ja\tb\x07") << QStringList{"    ␛[2Ja b␇"};
    QTest::newRow("half a character") << QByteArray(" \xe4\xb8") << QStringList{"    \ufffd"};
}

void TestCompareTable::texts()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, shown);
    const auto table = lines(withText(text.toStdString()), 80);
    QCOMPARE(table.mid(6, shown.size()), shown);
    QCOMPARE(table[6 + shown.size()], QString());
}

// Whatever is in them.
void TestCompareTable::figuresStandInColumns()
{
    auto comparison = someComparison();
    comparison.branches[1] = changedAt(comparison.branches[1], 0, [](Step& step) {
        step.info.samplingEntropy = 15.6;
        step.info.effectiveVocabulary = 50257.0;
        step.modelProbability = 1e-300; // 996.58 bits
    });
    for (const int columns : {80, 100}) {
        const auto shown = lines(comparison, columns);
        const int high = columns == 80 ? 2 : 1; // lines of statistics
        QString first;
        for (int line = 4; line < 4 + high; ++line) {
            const auto& below = shown[line + 3 + high];
            for (const char* name : {"entropy", "effective vocabulary", "surprisal", "distinct-2"})
                QCOMPARE(below.indexOf(name), shown[line].indexOf(name));
            QCOMPARE(below.size(), shown[line].size());
            QVERIFY(below.size() <= columns);
            first += shown[line];
        }
        for (const char* name : {"entropy", "effective vocabulary", "surprisal", "distinct-2"})
            QVERIFY2(first.contains(name), qPrintable(first));
        if (high == 2) // under each other
            QCOMPARE(shown[5].indexOf("distinct-2"), shown[4].indexOf("effective vocabulary"));
    }
}

void TestCompareTable::fits_data()
{
    QTest::addColumn<int>("columns");
    for (const int columns : {1, 20, 40, 80, 81, 100, 101, 200})
        QTest::addRow("%d", columns) << columns;
}

void TestCompareTable::fits()
{
    QFETCH(int, columns);
    auto comparison =
        withText(" and 从前有🙂 one word after the other, all of them short, until the "
                 "lines are many and the text is at its end");
    comparison.branches[0].name = "a name that somebody gave, 长长长长长长长长长长长长长长长长长长";
    comparison.prompt = std::string(300, 'p');
    comparison.model = std::string(150, 'm');
    const int widest = std::clamp(columns, 20, 100);
    for (const auto& line : lines(comparison, columns)) {
        QVERIFY2(displayWidth(line.toStdString()) <= widest, qPrintable(line));
        QVERIFY2(!line.endsWith(' '), qPrintable(line));
    }
}

LOGITSCOPE_TEST(TestCompareTable)
#include "tst_compare_table.moc"
