#include "core/sampling/raw_logits.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

// What is unusable is in tst_distribution.cpp.
class TestRawLogits : public QObject
{
    Q_OBJECT

private slots:

    void agreesWithTheTextbook()
    {
        std::mt19937 random(1);
        for (const std::size_t size : {1, 2, 100, 5000})
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
                const auto logits = randomLogits(size, static_cast<LogitKind>(kind), random);
                const auto expected = reference::sample(logits, {});
                const auto raw = readRaw(logits);
                QVERIFY(raw);
                QCOMPARE(raw->possible, expected.possible);
                QCOMPARE(raw->top, logits[static_cast<std::size_t>(expected.tokens[0])]);
                QVERIFY(std::abs(raw->entropy().low - expected.modelEntropy) < 1e-12L);
                for (std::size_t rank = 0; rank < raw->possible; ++rank)
                    QVERIFY(std::abs(raw->probability(
                                         logits[static_cast<std::size_t>(expected.tokens[rank])]) -
                                     expected.atFilter[rank]) < 1e-12L);
                QCOMPARE(raw->probability(minusInfinity), 0.0);
            }
    }

    // Also where the probability itself is too small for a double.
    void logProbabilityIsTheTextbooks()
    {
        std::mt19937 random(2);
        for (const std::size_t size : {1, 2, 100, 5000})
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
                const auto logits = randomLogits(size, static_cast<LogitKind>(kind), random);
                const auto raw = readRaw(logits);
                const long double top = *std::ranges::max_element(logits);
                long double sum = 0.0L;
                for (const float logit : logits)
                    sum += std::exp(logit - top);
                for (const float logit : logits) {
                    const long double expected = logit - top - std::log(sum);
                    if (logit == minusInfinity)
                        QCOMPARE(raw->logProbability(logit), double(minusInfinity));
                    else
                        QVERIFY(std::abs(raw->logProbability(logit) - expected) <=
                                1e-14L * (1.0L + std::abs(expected)));
                    QVERIFY(raw->logProbability(logit) <= 0.0);
                }
            }
    }

    void rankOfIsTheTextbooks()
    {
        std::mt19937 random(3);
        for (const std::size_t size : {1, 2, 100, 2000})
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind) {
                const auto logits = randomLogits(size, static_cast<LogitKind>(kind), random);
                const auto raw = readRaw(logits);
                const auto ranking = reference::ranking(logits);
                for (std::size_t rank = 0; rank < size; ++rank)
                    QCOMPARE(raw->rankOf(ranking[rank]), static_cast<int>(rank));
            }
        const std::vector<float> zeros = {-1.0f, 0.0f, -0.0f, 0.0f}; // equals, whatever their sign
        QCOMPARE(readRaw(zeros)->rankOf(1), 0);
        QCOMPARE(readRaw(zeros)->rankOf(2), 1);
        QCOMPARE(readRaw(zeros)->rankOf(3), 2);
        QCOMPARE(readRaw(zeros)->rankOf(0), 3);
    }

    void unusableLogitsAreErrors()
    {
        QVERIFY(!readRaw({}));
        QVERIFY(!readRaw(std::vector<float>(40, std::numeric_limits<float>::quiet_NaN())));
        QVERIFY(!readRaw(std::vector<float>(40, minusInfinity)));
    }
};

LOGITSCOPE_TEST(TestRawLogits)
#include "tst_raw_logits.moc"
