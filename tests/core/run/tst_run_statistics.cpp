#include "core/run/run_statistics.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestRunStatistics : public QObject
{
    Q_OBJECT

private slots:
    void nothing();
    void means();
    void distinctPairs_data();
    void distinctPairs();
    void departures();

private:
    static std::vector<Step> drawn(const QList<int>& tokens);
};

std::vector<Step> TestRunStatistics::drawn(const QList<int>& tokens)
{
    std::vector<Step> steps;
    for (const int token : tokens) {
        steps.emplace_back();
        steps.back().token = token;
        steps.back().modelProbability = 0.5;
    }
    return steps;
}

void TestRunStatistics::nothing()
{
    const auto figures = statisticsOf({});
    QCOMPARE(figures.tokens, 0);
    QCOMPARE(figures.meanEntropy, 0.0);
    QCOMPARE(figures.distinct2, 1.0);
}

void TestRunStatistics::means()
{
    auto steps = drawn({1, 2});
    steps[0].modelProbability = 0.25;  // 2 bits
    steps[1].modelProbability = 0.125; // 3 bits
    steps[0].info = {.samplingEntropy = 1.0, .effectiveVocabulary = 2.0};
    steps[1].info = {.samplingEntropy = 3.0, .effectiveVocabulary = 8.0};
    const auto figures = statisticsOf(steps);
    QCOMPARE(figures.tokens, 2);
    QCOMPARE(figures.meanEntropy, 2.0);
    QCOMPARE(figures.meanEffectiveVocabulary, 5.0); // not 2^2: the mean of 2 and 8
    QCOMPARE(figures.meanSurprisal, 2.5);
}

void TestRunStatistics::distinctPairs_data()
{
    QTest::addColumn<QList<int>>("tokens");
    QTest::addColumn<double>("expected");
    QTest::newRow("one token") << QList<int>{7} << 1.0;
    QTest::newRow("all different") << QList<int>{1, 2, 3, 4} << 1.0;
    QTest::newRow("the same over and over") << QList<int>{5, 5, 5, 5, 5} << 0.25;
    QTest::newRow("there and back") << QList<int>{1, 2, 1, 2, 1} << 0.5; // 12 21 12 21
}

void TestRunStatistics::distinctPairs()
{
    QFETCH(QList<int>, tokens);
    QFETCH(double, expected);
    QCOMPARE(statisticsOf(drawn(tokens)).distinct2, expected);
}

void TestRunStatistics::departures()
{
    QCOMPARE(departure(drawn({1, 2, 3}), drawn({1, 2, 4})), 2);
    QCOMPARE(departure(drawn({1, 2, 3}), drawn({1, 2})), 2);
    QCOMPARE(departure(drawn({1, 2}), drawn({1, 2, 3})), 2);
    QCOMPARE(departure(drawn({9}), drawn({1, 2, 3})), 0);
    QCOMPARE(departure(drawn({1, 2}), drawn({1, 2})), 2);
    QCOMPARE(departure({}, {}), 0);
}

LOGITSCOPE_TEST(TestRunStatistics)
#include "tst_run_statistics.moc"
