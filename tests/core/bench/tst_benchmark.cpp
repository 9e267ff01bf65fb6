// That a benchmark measures what it says, and refuses what can't be measured. Times themselves are
// nothing to test.
#include "core/bench/benchmark.h"
#include "core/model/gpt2.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

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
    void figures();
    void errors();
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

LOGITSCOPE_TEST(TestBenchmark)
#include "tst_benchmark.moc"
