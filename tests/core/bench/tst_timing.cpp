#include "core/bench/timing.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestTiming : public QObject
{
    Q_OBJECT

private slots:
    void nearestRank_data();
    void nearestRank();
};

// By hand, from the definition: sorted, the value at ceil(share * n), counted from 1.
void TestTiming::nearestRank_data()
{
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("expected");
    const std::vector<double> five = {50.0, 15.0, 40.0, 20.0, 35.0};
    QTest::newRow("the least") << five << 0.0 << 15.0;
    QTest::newRow("5%") << five << 0.05 << 15.0;
    QTest::newRow("30%") << five << 0.3 << 20.0;
    QTest::newRow("40%") << five << 0.4 << 20.0;
    QTest::newRow("the median") << five << 0.5 << 35.0;
    QTest::newRow("95%") << five << 0.95 << 50.0;
    QTest::newRow("the most") << five << 1.0 << 50.0;
    QTest::newRow("of an even number") << std::vector{4.0, 1.0, 3.0, 2.0} << 0.5 << 2.0;
    QTest::newRow("one") << std::vector{7.0} << 0.95 << 7.0;
    QTest::newRow("all the same") << std::vector{7.0, 7.0, 7.0} << 0.5 << 7.0;
}

void TestTiming::nearestRank()
{
    QFETCH(std::vector<double>, values);
    QFETCH(double, share);
    QFETCH(double, expected);
    QCOMPARE(percentile(values, share), expected);
}

LOGITSCOPE_TEST(TestTiming)
#include "tst_timing.moc"
