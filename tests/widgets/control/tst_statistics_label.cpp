#include "tests/test_program.h"
#include "widgets/control/statistics_label.h"

#include <QTest>

using namespace logitscope;

namespace
{

const QStringList figures{"entropy 0.12 bits", "effective vocabulary 1.1", "surprisal 2.15",
                          "60 tokens"};

int widthOf(const StatisticsLabel& label, const QString& text)
{
    return label.fontMetrics().horizontalAdvance(text);
}

} // namespace

class TestStatisticsLabel : public QObject
{
    Q_OBJECT

private slots:
    void oneLineWhereThereIsRoom();
    void breaksBetweenFigures();
    void leavesOutTheLast();
    void tooltipSaysAll();
    void heightFollowsTheLines();
};

void TestStatisticsLabel::oneLineWhereThereIsRoom()
{
    StatisticsLabel label;
    label.setFigures(figures);
    label.resize(label.sizeHint());
    QCOMPARE(
        label.shownLines(),
        QStringList{"entropy 0.12 bits · effective vocabulary 1.1 · surprisal 2.15 · 60 tokens"});
    QCOMPARE(label.shownLines().first(), label.text());
}

void TestStatisticsLabel::breaksBetweenFigures()
{
    StatisticsLabel label;
    label.setFigures(figures);
    label.resize(label.sizeHint().width() - 2, 100);
    QCOMPARE(label.shownLines(),
             (QStringList{"entropy 0.12 bits · effective vocabulary 1.1 · surprisal 2.15",
                          "60 tokens"}));
}

void TestStatisticsLabel::leavesOutTheLast()
{
    StatisticsLabel label;
    label.setFigures(figures);
    label.setMostLines(1);
    const QString two = "entropy 0.12 bits · effective vocabulary 1.1";
    label.resize(widthOf(label, two) + 1, 100);
    QCOMPARE(label.shownLines(), QStringList{two});
    label.resize(widthOf(label, two + " · …") + 1, 100); // says so, where it has room for that
    QCOMPARE(label.shownLines(), QStringList{two + " · …"});
    label.resize(widthOf(label, "entropy 0.12 bits") - 1, 100); // not even one
    QCOMPARE(label.shownLines().size(), 1);
    QVERIFY(label.shownLines().first().endsWith(u'…'));
}

void TestStatisticsLabel::tooltipSaysAll()
{
    StatisticsLabel label;
    label.setExplanation("Means <over> the tokens.");
    label.setFigures(figures);
    label.setMostLines(1);
    label.resize(20, 20);
    QVERIFY(label.toolTip().contains(label.text()));
    QVERIFY(label.toolTip().contains("Means &lt;over&gt; the tokens."));
}

void TestStatisticsLabel::heightFollowsTheLines()
{
    StatisticsLabel label;
    const int line = label.fontMetrics().lineSpacing();
    QCOMPARE(label.heightForWidth(500), line); // before a run as after it
    label.setFigures(figures);
    QCOMPARE(label.heightForWidth(label.sizeHint().width()), line);
    QCOMPARE(label.heightForWidth(label.sizeHint().width() - 2), 2 * line);
    QCOMPARE(label.heightForWidth(1), 2 * line);
    QCOMPARE(label.minimumSizeHint().width(), 0);
}

LOGITSCOPE_TEST(TestStatisticsLabel)
#include "tst_statistics_label.moc"
