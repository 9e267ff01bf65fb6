#include "core/sampling/softmax.h"
#include "tests/core/sampling/random_logits.h"

#include <QTest>

#include <hwy/targets.h>

#include <algorithm>
#include <cstdint>

using namespace logitscope;

namespace
{

std::vector<float> sortedLogits(std::size_t size, LogitKind kind, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<float> logits = randomLogits(size, kind, random);
    std::erase(logits, minusInfinity);
    std::ranges::sort(logits, std::greater());
    return logits;
}

bool isClose(double value, double expected, double relative)
{
    // Below 1e-300 the exponential may have become 0 or a denormal.
    return std::abs(value - expected) <= relative * std::abs(expected) + 1e-300;
}

} // namespace

// Every test runs on every instruction set that this machine has: the one that a user's machine
// picks may be another than ours.
class TestSoftmax : public QObject
{
    Q_OBJECT

private slots:

    void init()
    {
        QFETCH_GLOBAL(qlonglong, target);
        hwy::SetSupportedTargetsForTest(static_cast<std::int64_t>(target));
        QCOMPARE(hwy::SupportedTargets(), static_cast<std::int64_t>(target));
    }

    void initTestCase_data()
    {
        QTest::addColumn<qlonglong>("target");
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
            QTest::newRow(hwy::TargetName(target)) << static_cast<qlonglong>(target);
    }

    void temperIsAPlainLoopOfExp_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 1000, 50257})
            QTest::addRow("%d logits", size) << size;
    }

    void temperIsAPlainLoopOfExp()
    {
        QFETCH(int, size);
        for (const LogitKind kind : {LogitKind::Model, LogitKind::Flat, LogitKind::Extreme}) {
            const std::vector<float> logits = sortedLogits(static_cast<std::size_t>(size), kind, 3);
            for (const double temperature :
                 {5e-324, 1e-300, 0.01, 0.1, 0.7, 1.0, 1.5, 100.0, 1e300}) {
                std::vector<double> weights(logits.size() + 1, -7.0);
                temper(logits, temperature, std::span(weights).first(logits.size()));
                QVERIFY(weights.back() == -7.0); // wrote no further than it may
                QVERIFY(weights.front() == 1.0);
                for (std::size_t i = 0; i < logits.size(); ++i) {
                    const double gap = static_cast<double>(logits[i]) - logits[0];
                    QVERIFY(isClose(weights[i], std::exp(gap / temperature), 1e-15));
                }
            }
        }
    }

    void sumsAndEntropy_data() { temperIsAPlainLoopOfExp_data(); }

    void sumsAndEntropy()
    {
        QFETCH(int, size);
        const std::vector<float> logits =
            sortedLogits(static_cast<std::size_t>(size), LogitKind::Model, 4);
        for (const double temperature : {0.1, 1.0, 2.5}) {
            std::vector<double> weights(logits.size());
            temper(logits, temperature, weights);
            long double weight = 0.0L;
            long double weightedGap = 0.0L;
            for (std::size_t i = 0; i < logits.size(); ++i) {
                weight += weights[i];
                weightedGap += static_cast<long double>(weights[i]) *
                               (static_cast<long double>(logits[0]) - logits[i]);
            }
            const WeightSums sums = sumWeights(logits, weights);
            QVERIFY(isClose(sums.weight, static_cast<double>(weight), 1e-13));
            QVERIFY(isClose(sums.weightedGap, static_cast<double>(weightedGap), 1e-13));

            long double bits = 0.0L; // by the definition: -sum p log2 p
            for (const double one : weights)
                if (one > 0.0)
                    bits -= one / weight * std::log2(one / weight);
            QVERIFY(std::abs(entropyOf(sums, temperature) - static_cast<double>(bits)) < 1e-12);
        }
    }

    void scaleMultiplies_data() { temperIsAPlainLoopOfExp_data(); }

    void scaleMultiplies()
    {
        QFETCH(int, size);
        std::vector<double> values(static_cast<std::size_t>(size) + 1);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(i) + 0.1;
        scale(std::span(values).first(static_cast<std::size_t>(size)), 0.3);
        for (std::size_t i = 0; i + 1 < values.size(); ++i)
            QCOMPARE(values[i], (static_cast<double>(i) + 0.1) * 0.3);
        QCOMPARE(values.back(), static_cast<double>(size) + 0.1);
    }

    void cleanup() { hwy::SetSupportedTargetsForTest(0); } // 0: all again
};

QTEST_APPLESS_MAIN(TestSoftmax)
#include "tst_softmax.moc"
