#include "tests/test_program.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/run_bar.h"

#include <QProgressBar>
#include <QTest>

using namespace logitscope;

class RunBarTest : public QObject
{
    Q_OBJECT

private slots:
    void countsARunsTokens();
    void leavesOutTheLeastImportantFacts();
    void anOpeningHidesTheSentenceForAWhile();
    void aRunThatGoesOnMeanwhileIsThereAfterwards();
    void progressWithoutAnOpeningIsNotShown();
};

namespace
{

QProgressBar& barOf(const RunBar& bar)
{
    return *bar.findChild<QProgressBar*>();
}

} // namespace

void RunBarTest::countsARunsTokens()
{
    RunBar bar;
    bar.startRun(20);
    QCOMPARE(bar.text(), QString("Reading the prompt …"));
    bar.showProgress(1);
    QCOMPARE(bar.text(), QString("1 of 20 tokens"));
    QCOMPARE(barOf(bar).maximum(), 20);
    QCOMPARE(barOf(bar).value(), 1);
    bar.endRun(1, 1, "stopped");
    QCOMPARE(bar.text(), QString("1 token · stopped"));
    QVERIFY(barOf(bar).isHidden());
}

// Of a text whose model is on a server, as long as there is room; the number of tokens at last.
void RunBarTest::leavesOutTheLeastImportantFacts()
{
    RunBar bar;
    bar.setLatency("24 ms a step");
    bar.startRun(1);
    bar.endRun(1, 1, "the text ended");
    bar.QWidget::show();
    const auto& label = *bar.findChild<ElidedLabel*>();
    const auto wide = label.fontMetrics().horizontalAdvance(bar.text());
    QCOMPARE(bar.text(), QString("1 token · the text ended · 24 ms a step"));
    QStringList shown;
    for (int width = 2 * wide; width > 0; --width) {
        bar.resize(width, bar.sizeHint().height());
        if (shown.isEmpty() || label.shownText() != shown.last())
            shown << label.shownText();
        if (shown.last() == "1 token")
            break;
    }
    QCOMPARE(shown, (QStringList{"1 token · the text ended · 24 ms a step",
                                 "1 token · the text ended", "1 token · 24 ms a step", "1 token"}));
}

void RunBarTest::anOpeningHidesTheSentenceForAWhile()
{
    RunBar bar;
    bar.showSentence("20 tokens");
    bar.showOpening("gpt2");
    QCOMPARE(bar.text(), QString("Opening gpt2 …"));
    QVERIFY(!barOf(bar).isHidden());
    QCOMPARE(barOf(bar).maximum(), 0); // of unknown length
    bar.showOpeningProgress(42);
    QCOMPARE(barOf(bar).maximum(), 100);
    QCOMPARE(barOf(bar).value(), 42);
    QCOMPARE(bar.text(), QString("Opening gpt2 …"));
    bar.endOpening();
    QCOMPARE(bar.text(), QString("20 tokens"));
    QVERIFY(barOf(bar).isHidden());
}

void RunBarTest::aRunThatGoesOnMeanwhileIsThereAfterwards()
{
    RunBar bar;
    bar.startRun(20);
    bar.showOpening("gpt2");
    bar.showProgress(1);
    QCOMPARE(bar.text(), QString("Opening gpt2 …"));
    bar.endOpening();
    QCOMPARE(bar.text(), QString("1 of 20 tokens"));
    QCOMPARE(barOf(bar).value(), 1);
}

void RunBarTest::progressWithoutAnOpeningIsNotShown()
{
    RunBar bar;
    bar.showSentence("20 tokens");
    bar.showOpeningProgress(42);
    QVERIFY(barOf(bar).isHidden());
}

LOGITSCOPE_TEST(RunBarTest)
#include "tst_run_bar.moc"
