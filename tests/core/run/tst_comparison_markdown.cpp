#include "core/run/comparison_markdown.h"
#include "tests/core/run/some_comparison.h"
#include "tests/test_program.h"

#include <QRegularExpression>
#include <QStringList>
#include <QTest>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

#include <utility>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

QString markdown(const Run& comparison)
{
    return QString::fromStdString(toMarkdown(comparison));
}

// As Qt's reader of GitHub's Markdown, md4c, has it: the table's cells.
QList<QStringList> cells(const Run& comparison)
{
    QTextDocument document;
    document.setMarkdown(markdown(comparison), QTextDocument::MarkdownDialectGitHub);
    QList<QStringList> rows;
    for (auto* frame : document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        for (int row = 0; table && row < table->rows(); ++row) {
            rows << QStringList();
            for (int column = 0; column < table->columns(); ++column) {
                auto cursor = table->cellAt(row, column).firstCursorPosition();
                cursor.setPosition(table->cellAt(row, column).lastPosition(),
                                   QTextCursor::KeepAnchor);
                rows.back() << cursor.selectedText();
            }
        }
    }
    return rows;
}

} // namespace

class TestComparisonMarkdown : public QObject
{
    Q_OBJECT

private slots:
    void page();
    void repeats();
    void repeatsHaveMeanAndDeviation();
    void noTokens();
    void noRows();
    void textsAsTheyAre_data();
    void textsAsTheyAre();
};

void TestComparisonMarkdown::page()
{
    QCOMPARE(
        markdown(someComparison()),
        QString("### “Once upon a” · starter · seed 7\n"
                "\n"
                "| Strategy | Settings | Text | Tokens | Entropy (bits) | Effective vocabulary | "
                "Surprisal (bits) | Distinct-2 | Why it stopped |\n"
                "|---|---|---|--:|--:|--:|--:|--:|---|\n"
                "| greedy | T 0.1 |  time, | 2 | 2.00 | 4.0 | 3.00 | 1.00 | token limit reached |\n"
                "| nucleus | T 0.8 · k 40 · p 0.9 · temperature first |  midnight | 1 | 2.00 | 4.0 "
                "| 3.00 | 1.00 | stopped |\n"
                "\n"
                "Entropy, effective vocabulary and surprisal are means over the tokens. Logitscope "
                "0.1.0.\n"));
}

void TestComparisonMarkdown::repeats()
{
    auto comparison = someComparison();
    comparison.branches[1].seed = 9;
    QVERIFY(markdown(comparison).startsWith("### “Once upon a” · starter · seeds 7 to 9\n"));
    const auto rows = cells(comparison);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].mid(0, 4), (QStringList{"Strategy", "Settings", "Seed", "Text"}));
    QCOMPARE(rows[1][2], QString("7"));
    QCOMPARE(rows[2][2], QString("9"));
    QCOMPARE(rows[2][3], QString("midnight"));
}

// Entropies 2 and 3, surprisals 3 and 1, one pair in each.
void TestComparisonMarkdown::repeatsHaveMeanAndDeviation()
{
    auto comparison = someComparison();
    QVERIFY(!markdown(comparison).contains("Repeats"));
    auto second = comparison.branches[0];
    auto steps = stepsOf(second);
    for (auto& step : steps) {
        step.info.samplingEntropy = 3.0;
        step.info.effectiveVocabulary = 8.0;
        step.modelProbability = 0.5;
    }
    second.leaf = follow(nullptr, std::move(steps));
    second.seed = 8;
    comparison.branches.insert(comparison.branches.begin() + 1, second);
    QVERIFY2(
        markdown(comparison)
            .contains(
                "\n"
                "| Strategy | Settings | Repeats | Distinct | Tokens | Entropy (bits) | "
                "Effective vocabulary | Surprisal (bits) | Distinct-2 |\n"
                "|---|---|--:|--:|--:|--:|--:|--:|--:|\n"
                "| greedy | T 0.1 | 2 | 1 | 2 | 2.50 ± 0.71 | 6.0 ± 2.8 | 2.00 ± 1.41 | 1.00 "
                "± 0.00 |\n"
                "| nucleus | T 0.8 · k 40 · p 0.9 · temperature first | 1 | 1 | 1 | 2.00 | "
                "4.0 | 3.00 | 1.00 |\n"
                "\n"
                "Entropy, effective vocabulary and surprisal are means over the tokens. a ± "
                "b: mean and standard deviation (n − 1) over the repeats. Logitscope 0.1.0.\n"),
        qPrintable(markdown(comparison)));
}

void TestComparisonMarkdown::noTokens()
{
    auto comparison = someComparison();
    comparison.branches[1].leaf = nullptr;
    QCOMPARE(cells(comparison)[2].mid(2), (QStringList{"", "0", "–", "–", "–", "–", "stopped"}));
}

void TestComparisonMarkdown::noRows()
{
    QCOMPARE(markdown({.branches = {}}), QString());
}

void TestComparisonMarkdown::textsAsTheyAre_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"a|b",
                             "|",
                             "\\",
                             "\\|",
                             "a\\",
                             "``code``",
                             "*a* **b** _c_ __d__",
                             "~~e~~",
                             "$f$",
                             "<b>g</b>",
                             "<!-- h -->",
                             "&amp; &lt;",
                             "[i](j)",
                             "![k](l)",
                             "[m]: n",
                             "# o",
                             "- p",
                             "1. q",
                             "> r",
                             "---",
                             "| s | t |",
                             "\"u\"",
                             "中🙂",
                             "a\\|b`c|d`",
                             "{v}",
                             "<w@x.y>"})
        QTest::newRow(text) << QString(text);
}

void TestComparisonMarkdown::textsAsTheyAre()
{
    QFETCH(QString, text);
    auto comparison = someComparison();
    comparison.branches[0].name = text.toStdString();
    comparison.branches[0].leaf = follow(nullptr, someStep(1, text.toStdString()));
    comparison.prompt = text.toStdString();
    const auto rows = cells(comparison);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[1].size(), 9);
    QCOMPARE(rows[1][0], text);
    QCOMPARE(rows[1][2], text);

    QTextDocument document;
    document.setMarkdown(markdown(comparison), QTextDocument::MarkdownDialectGitHub);
    QCOMPARE(document.firstBlock().text(), QString("“%1” · starter · seed 7").arg(text));
}

LOGITSCOPE_TEST(TestComparisonMarkdown)
#include "tst_comparison_markdown.moc"
