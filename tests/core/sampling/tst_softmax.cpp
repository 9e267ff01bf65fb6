#include "core/sampling/softmax.h"
#include "tests/core/each_target.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

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

// What the compiled-in loops must give whatever their vectors' length.
std::vector<double> temperOnce(std::span<const float> logits, float top, double temperature)
{
    std::vector<double> weights(logits.size());
    temper(logits, top, temperature, weights);
    return weights;
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
        QFETCH_GLOBAL(std::int64_t, target);
        hwy::SetSupportedTargetsForTest(target);
        QCOMPARE(hwy::SupportedTargets(), target);
    }

    void initTestCase_data() { addTargets(); }

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
                temper(logits, logits[0], temperature, std::span(weights).first(logits.size()));
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
            const auto weights = temperOnce(logits, logits[0], temperature);
            long double weight = 0.0L;
            long double surprise = 0.0L;
            for (std::size_t i = 0; i < logits.size(); ++i) {
                weight += weights[i];
                surprise += static_cast<long double>(weights[i]) *
                            (static_cast<long double>(logits[0]) - logits[i]) / temperature;
            }
            const WeightSums sums = sumWeights(logits, logits[0], temperature);
            QVERIFY(isClose(sums.weight, static_cast<double>(weight), 1e-13));
            // It is added to log2 of the weights' sum, which is no more exact than this near 1.
            QVERIFY(std::abs(sums.surprise - static_cast<double>(surprise)) <
                    1e-13 * static_cast<double>(surprise) + 0x1p-53);

            long double bits = 0.0L; // by the definition: -sum p log2 p
            for (const double one : weights)
                if (one > 0.0)
                    bits -= one / weight * std::log2(one / weight);
            QVERIFY(std::abs(entropyOf(sums) - static_cast<double>(bits)) < 1e-12);
        }
    }

    void weightsDependOnTheirOwnLogitAlone()
    {
        const std::vector<float> logits = sortedLogits(1000, LogitKind::Model, 5);
        for (const double temperature : {0.1, 1.0, 2.5}) {
            const auto all = temperOnce(logits, logits[0], temperature);
            for (std::size_t begin = 0; begin < 40; ++begin)
                for (const std::size_t size : {1, 2, 3, 7, 8, 9, 31, 255, 256, 257, 700}) {
                    const auto some =
                        temperOnce(std::span(logits).subspan(begin, size), logits[0], temperature);
                    QVERIFY(std::ranges::equal(some, std::span(all).subspan(begin, size)));
                }
        }
    }

    void impossibleLogitsWeighNothing()
    {
        for (const double temperature : {5e-324, 0.5, 1.0, 100.0, 1e300})
            QCOMPARE(temperOnce(std::vector<float>(9, minusInfinity), -3.0f, temperature),
                     std::vector<double>(9, 0.0));
    }

    // Exactly, where QCOMPARE allows for round-off.
    void sumsDependOnNoOrder_data() { temperIsAPlainLoopOfExp_data(); }

    void sumsDependOnNoOrder()
    {
        QFETCH(int, size);
        std::mt19937 random(6);
        for (const LogitKind kind : {LogitKind::Model, LogitKind::Flat, LogitKind::Peaked,
                                     LogitKind::Ties, LogitKind::Extreme}) {
            std::vector<float> logits = sortedLogits(static_cast<std::size_t>(size), kind, 6);
            const float top = logits[0];
            for (const double temperature : {5e-324, 0.1, 0.7, 1.0, 1.5, 100.0, 1e300}) {
                std::ranges::sort(logits, std::greater());
                const WeightSums ranked = sumWeights(logits, top, temperature);
                QVERIFY(ranked.weight >= 1.0 && ranked.surprise >= 0.0); // false for NaN
                logits.insert(logits.end(), random() % 20, minusInfinity);
                std::ranges::shuffle(logits, random);
                const WeightSums shuffled = sumWeights(logits, top, temperature);
                QVERIFY(shuffled.weight == ranked.weight);
                QVERIFY(shuffled.surprise == ranked.surprise);
                std::erase(logits, minusInfinity);
            }
        }
    }

    void halfAMillionLogits()
    {
        std::vector<float> logits(std::size_t{1} << 19, 0.0f);
        QVERIFY(sumWeights(logits, 0.0f, 1.0).weight == 0x1p19);
        for (std::size_t i = 0; i < logits.size() / 2; ++i)
            logits[i] = -0.3f;
        const WeightSums before = sumWeights(logits, 0.0f, 0.8);
        std::mt19937 random(7);
        std::ranges::shuffle(logits, random);
        const WeightSums after = sumWeights(logits, 0.0f, 0.8);
        QVERIFY(before.weight == after.weight && before.surprise == after.surprise);
        QVERIFY(isClose(before.weight, 0x1p18 * (1.0 + std::exp(-0.3f / 0.8)), 1e-15));
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

LOGITSCOPE_TEST(TestSoftmax)
#include "tst_softmax.moc"
