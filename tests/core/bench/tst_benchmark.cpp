// That a benchmark measures what it says, and refuses what can't be measured. Times themselves are
// nothing to test.
#include "core/bench/benchmark.h"
#include "core/model/gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace logitscope;

namespace
{

constexpr Gpt2Config tiny{.vocabularySize = 50,
                          .contextLength = 32,
                          .width = 16,
                          .layers = 1,
                          .heads = 2,
                          .innerWidth = 64,
                          .layerNormEpsilon = 1e-5};

QString errorOf(const BenchmarkRequest& request)
{
    const auto model = randomGpt2("tiny", tiny).value();
    const auto error = findError(request, model->info());
    return error ? QString::fromStdString(error->message) : QString();
}

} // namespace

class TestBenchmark : public QObject
{
    Q_OBJECT

private slots:
    void peakMemoryRisesAndStays(); // first, while little was taken
    void figures();
    void errors();
    void nearestRank_data();
    void nearestRank();
};

void TestBenchmark::figures()
{
    const auto model = randomGpt2("tiny", tiny).value();
    for (const int rows : {1, 3, 64}) {
        const auto benchmark = measure(*model, {.rows = rows, .promptTokens = 8, .tokens = 20});
        QVERIFY(benchmark);
        for (const double figure :
             {benchmark->prefillTokensPerSecond, benchmark->decodeMedian, benchmark->decode95th,
              benchmark->rowsDecodeMedian, benchmark->samplingMedian})
            QVERIFY(std::isfinite(figure) && figure > 0.0);
        QVERIFY(benchmark->decode95th >= benchmark->decodeMedian);
    }
}

void TestBenchmark::errors()
{
    QCOMPARE(errorOf({.promptTokens = 8, .tokens = 20}), QString());
    QCOMPARE(errorOf({.rows = 0}), QString("rows is 0, expected 1 to 64"));
    QCOMPARE(errorOf({.rows = 65}), QString("rows is 65, expected 1 to 64"));
    QCOMPARE(errorOf({.promptTokens = 0}), QString("prompt-tokens is 0, expected 1 or more"));
    QCOMPARE(errorOf({.promptTokens = 1, .tokens = 0}), QString("tokens is 0, expected 1 or more"));
    QCOMPARE(errorOf({.promptTokens = 9, .tokens = 20}),
             QString("prompt-tokens 9 and tokens 20, with 4 to warm up, are more than this model's "
                     "context of 32 holds; take fewer"));
    QVERIFY(!errorOf({.promptTokens = 2'000'000'000, .tokens = 2'000'000'000}).isEmpty());
}

void TestBenchmark::peakMemoryRisesAndStays()
{
    const double before = peakMemory();
    QVERIFY(before > 1.0); // a program with Qt Test in it
    constexpr std::size_t megabytes = 200;
    {
        const std::vector<char> memory(megabytes * 1'000'000, 1);
        QVERIFY(peakMemory() - before > megabytes * 0.8);
#ifndef __SANITIZE_THREAD__ // which keeps as much again beside it
        QVERIFY(peakMemory() - before < megabytes * 1.2);
#endif
    }
    QVERIFY(peakMemory() - before > megabytes * 0.8); // what was given back counts as well
}

// By hand, from the definition: sorted, the value at ceil(share * n), counted from 1.
void TestBenchmark::nearestRank_data()
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

void TestBenchmark::nearestRank()
{
    QFETCH(std::vector<double>, values);
    QFETCH(double, share);
    QFETCH(double, expected);
    QCOMPARE(percentile(values, share), expected);
}

LOGITSCOPE_TEST(TestBenchmark)
#include "tst_benchmark.moc"
