#include "app/cli/compare_progress.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestCompareProgress : public QObject
{
    Q_OBJECT

private slots:
    void counts();
    void rowsThatEndEarly();
    void oneOfEach();
    void fitsTheTerminal();
};

void TestCompareProgress::counts()
{
    CompareProgress progress(9, 40);
    QCOMPARE(progress.text(), std::string("0 of 360 tokens, 9 of 9 rows running"));
    for (int row = 0; row < 9; ++row)
        progress.stepped(row);
    progress.stepped(3);
    QCOMPARE(progress.text(), std::string("10 of 360 tokens, 9 of 9 rows running"));
}

void TestCompareProgress::rowsThatEndEarly()
{
    CompareProgress progress(2, 10);
    for (int step = 0; step < 10; ++step)
        progress.stepped(0);
    progress.ended(0);
    QCOMPARE(progress.text(), std::string("10 of 20 tokens, 1 of 2 rows running"));
    progress.stepped(1);
    progress.ended(1); // the nine others won't come
    QCOMPARE(progress.text(), std::string("11 of 11 tokens, 0 of 2 rows running"));
}

void TestCompareProgress::oneOfEach()
{
    QCOMPARE(CompareProgress(1, 1).text(), std::string("0 of 1 token, 1 of 1 row running"));
}

void TestCompareProgress::fitsTheTerminal()
{
    const auto text = CompareProgress(9, 40).text();
    QCOMPARE(fittedLine(text, 80), text);
    QCOMPARE(fittedLine(text, 20), std::string("0 of 360 tokens, 9 "));
    QCOMPARE(fittedLine(text, static_cast<int>(text.size()) + 1), text);
    QCOMPARE(fittedLine(text, 1), std::string());
    QCOMPARE(fittedLine(text, 0), std::string());
}

LOGITSCOPE_TEST(TestCompareProgress)
#include "tst_compare_progress.moc"
