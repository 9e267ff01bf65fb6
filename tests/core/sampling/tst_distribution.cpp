#include "core/sampling/distribution.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/core/sampling/reference.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;
using reference::isClose;

namespace
{

QString errorOf(const std::vector<float>& logits)
{
    const auto result = Distribution::rank(logits);
    return result ? QString() : QString::fromStdString(result.error().message);
}

} // namespace

class TestDistribution : public QObject
{
    Q_OBJECT

private slots:

    void ranksAndRawProbabilities_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kind");
        for (const int size : {1, 2, 3, 17, 1000, 50257})
            for (int kind = 0; kind <= static_cast<int>(LogitKind::Extreme); ++kind)
                QTest::addRow("%d logits, kind %d", size, kind) << size << kind;
    }

    void ranksAndRawProbabilities()
    {
        QFETCH(int, size);
        QFETCH(int, kind);
        std::mt19937 random(static_cast<unsigned>(size + kind));
        const auto logits =
            randomLogits(static_cast<std::size_t>(size), static_cast<LogitKind>(kind), random);
        const auto distribution = Distribution::rank(logits);
        QVERIFY(distribution);
        const reference::Result expected = reference::sample(logits, {});

        QCOMPARE(distribution->size(), size);
        double sum = 0.0;
        for (int rank = 0; rank < size; ++rank) {
            const TokenId token = expected.tokens[rank];
            QCOMPARE(distribution->token(rank), token);
            QCOMPARE(distribution->rankOf(token), rank);
            QCOMPARE(distribution->logit(rank), logits[token]);
            const bool possible = static_cast<std::size_t>(rank) < expected.possible;
            QVERIFY(isClose(distribution->probability(rank),
                            possible ? expected.atFilter[rank] : 0.0L));
            sum += distribution->probability(rank);
        }
        QVERIFY(isClose(sum, 1.0L));
        QVERIFY(isClose(distribution->entropy().low, expected.modelEntropy));
    }

    void tiesGoToTheLowerId()
    {
        const auto distribution =
            Distribution::rank(std::vector<float>{1.0f, 2.0f, 1.0f, 2.0f, 2.0f});
        const TokenId expected[] = {1, 3, 4, 0, 2};
        for (int rank = 0; rank < 5; ++rank)
            QCOMPARE(distribution->token(rank), expected[rank]);
    }

    void probabilitiesOfLogarithms()
    {
        const std::vector<float> logits{std::log(0.2f), std::log(0.5f), std::log(0.3f)};
        const auto distribution = Distribution::rank(logits);
        QVERIFY(std::abs(distribution->probability(0) - 0.5) < 1e-7);
        QVERIFY(std::abs(distribution->probability(1) - 0.3) < 1e-7);
        QVERIFY(std::abs(distribution->probability(2) - 0.2) < 1e-7);
        QCOMPARE(distribution->token(0), 1);
    }

    void entropyOfUniform()
    {
        for (const int n : {1, 2, 3, 8, 1000, 50257}) {
            const auto distribution =
                Distribution::rank(std::vector<float>(static_cast<std::size_t>(n), -33.25f));
            QVERIFY(isClose(distribution->entropy().low, std::log2(static_cast<long double>(n))));
            QVERIFY(isClose(distribution->probability(n - 1), 1.0L / n));
        }
    }

    // H(p) = -p log2 p - (1 - p) log2 (1 - p), with p = 3/4: 2 - 3/4 log2 3 bits.
    void entropyOfTwoPoints()
    {
        const auto distribution = Distribution::rank(std::vector<float>{0.0f, std::log(3.0f)});
        QVERIFY(std::abs(distribution->entropy().low - (2.0 - 0.75 * std::log2(3.0))) < 1e-7);
    }

    void impossibleTokensComeLast()
    {
        const std::vector<float> logits{minusInfinity, 1.0f, minusInfinity, 1.0f};
        const auto distribution = Distribution::rank(logits);
        QCOMPARE(distribution->token(2), 0);
        QCOMPARE(distribution->token(3), 2);
        QCOMPARE(distribution->probability(2), 0.0);
        QCOMPARE(distribution->logit(3), minusInfinity);
        QVERIFY(isClose(distribution->entropy().low, 1.0L));
    }

    void oneHugeLogit()
    {
        for (const float huge : {1e30f, std::numeric_limits<float>::max()}) {
            const std::vector<float> logits{0.0f, -huge, huge, 5.0f};
            const auto distribution = Distribution::rank(logits);
            QCOMPARE(distribution->token(0), 2);
            QCOMPARE(distribution->probability(0), 1.0);
            QCOMPARE(distribution->probability(3), 0.0);
            QCOMPARE(distribution->entropy().low, 0.0);
        }
    }

    void unusableLogits()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        QCOMPARE(errorOf({}),
                 "there are no logits, expected one for every token of the vocabulary");
        QCOMPARE(errorOf({1.0f, nan, infinity}),
                 "the logit of token 1 is NaN, expected a finite number");
        QCOMPARE(errorOf({1.0f, 2.0f, -nan}),
                 "the logit of token 2 is NaN, expected a finite number");
        QCOMPARE(errorOf({infinity, 2.0f}),
                 "the logit of token 0 is +inf, expected a finite number");
        QCOMPARE(errorOf({minusInfinity, minusInfinity}),
                 "all logits are -inf, expected at least one token that is possible");
    }

    void isAValue()
    {
        const auto distribution = *Distribution::rank(std::vector<float>{1.0f, 2.0f});
        Distribution copy = distribution;
        const Distribution moved = std::move(copy);
        QCOMPARE(moved.token(0), 1);
        QCOMPARE(moved.rankOf(0), 1);
        QCOMPARE(moved.entropy().low, distribution.entropy().low);
        copy = distribution; // NOLINT: a moved-from one can be assigned
        QCOMPARE(copy.size(), 2);
    }
};

LOGITSCOPE_TEST(TestDistribution)
#include "tst_distribution.moc"
