#include "core/sampling/dice.h"
#include "core/sampling/distribution.h"
#include "core/sampling/draw.h"
#include "core/sampling/pick.h"
#include "tests/core/sampling/chi_square.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace
{

SamplerChain gumbelChain(BasicSettings settings)
{
    auto chain = basicChain(settings);
    chain.pick = Pick::Gumbel;
    return chain;
}

DrawInput numbersOf(const Dice& dice, std::uint64_t step)
{
    return {.numberOf = [&dice, step](TokenId token) { return dice.ofToken(step, token); }};
}

} // namespace

class TestPick : public QObject
{
    Q_OBJECT

private slots:

    // The highest of them all, found without leaving any out.
    void isTheHighestScore()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 600; ++round) {
            const auto logits =
                randomLogits(1 + random() % 400, static_cast<LogitKind>(round % 6), random);
            const double temperature = std::array{0.01, 0.5, 1.0, 3.0, 1e6}[random() % 5];
            const int topK = random() % 2 ? 0 : static_cast<int>(1 + random() % 50);
            const Dice dice(random(), random());
            const auto draw =
                drawToken(logits, gumbelChain({.temperature = temperature, .topK = topK}), 0.5,
                          numbersOf(dice, 3));

            const auto distribution = Distribution::rank(logits).value();
            long double highest = -std::numeric_limits<long double>::infinity();
            TokenId expected = -1;
            for (int rank = 0; rank < distribution.size() && (topK == 0 || rank < topK); ++rank) {
                const TokenId token = distribution.token(rank);
                const long double score =
                    (static_cast<long double>(distribution.logit(rank)) - distribution.logit(0)) /
                        temperature -
                    std::log(-std::log(static_cast<long double>(dice.ofToken(3, token))));
                if (score > highest) {
                    highest = score;
                    expected = token;
                }
            }
            QCOMPARE(draw->token, expected);
        }
    }

    void temperatureZeroIsArgmax()
    {
        const std::vector<float> logits = {1.0f, 3.0f, 3.0f};
        const Dice dice(1);
        for (std::uint64_t step = 0; step < 50; ++step)
            QCOMPARE(
                drawToken(logits, gumbelChain({.temperature = 0.0}), 0.9, numbersOf(dice, step))
                    ->token,
                1);
    }

    // A million picks against the softmax.
    void followsTheDistribution()
    {
        constexpr int picks = 1'000'000;
        const std::vector<float> logits = {2.0f, 0.5f, 1.0f, -1.0f, 0.0f, -2.0f};
        const std::vector<TokenId> tokens = {0, 2, 1, 4, 3, 5};
        const std::vector<float> ranked = {2.0f, 1.0f, 0.5f, 0.0f, -1.0f, -2.0f};
        double sum = 0.0;
        std::vector<double> expected;
        for (const float logit : ranked)
            sum += expected.emplace_back(std::exp(logit / 0.8));
        for (double& each : expected)
            each *= picks / sum;
        std::vector<int> observed(ranked.size());
        const Dice dice(5);
        for (std::uint64_t step = 0; step < picks; ++step)
            ++observed[pickByGumbel(ranked, tokens, {0, ranked.size(), 0.8},
                                    [&](TokenId token) { return dice.ofToken(step, token); })];
        const ChiSquare result = chiSquare(observed, expected);
        QVERIFY2(result.agrees(), qPrintable(QString::number(result.statistic)));
    }

    // What loses changes nothing by going.
    void staysWhenOthersGo()
    {
        std::mt19937 random(2);
        for (std::uint64_t step = 0; step < 200; ++step) {
            const auto logits = randomLogits(300, LogitKind::Model, random);
            const Dice dice(9);
            const auto all = drawToken(logits, gumbelChain({}), 0.0, numbersOf(dice, step)).value();
            const auto fewer =
                drawToken(logits, gumbelChain({.topK = all.rank + 1}), 0.0, numbersOf(dice, step));
            QCOMPARE(fewer->token, all.token);
        }
    }
};

LOGITSCOPE_TEST(TestPick)
#include "tst_pick.moc"
