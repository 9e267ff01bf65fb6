// What stages remove is compared with the textbook in tst_chain_stages.cpp; here, that no more is
// ranked for it than it takes.
#include "core/sampling/chain_run.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace logitscope;

class TestChainRun : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase()
    {
        std::mt19937 random(1);
        logits_ = randomLogits(50257, LogitKind::Model, random);
        sorted_ = logits_;
        std::ranges::sort(sorted_, std::greater());
    }

    void nothingCutRanksNothing()
    {
        for (const double temperature : {0.0, 0.7, 1.0, 100.0})
            QCOMPARE(rankedFor({.temperature = temperature}), std::size_t{0});
    }

    void topKRanksItsTokens()
    {
        QCOMPARE(rankedFor({.temperature = 0.8, .topK = 40}), std::size_t{40});
        QCOMPARE(rankedFor({.temperature = 0.8, .topK = 60000}), std::size_t{0});
    }

    void topPRanksTheNucleus()
    {
        for (const FilterOrder order :
             {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter})
            for (const double topP : {0.1, 0.9, 0.999}) {
                const BasicSettings settings{.temperature = 0.8, .topP = topP, .order = order};
                QCOMPARE(rankedFor(settings), runOf(basicChain(settings)).kept.count());
            }
    }

    // Who hands over the logits ranked gets the same to the last bit.
    void orderOfTheLogitsIsNothing()
    {
        for (const double temperature : {0.0, 0.7, 1.0, 1.5})
            for (const int topK : {0, 40})
                for (const double topP : {0.9, 1.0}) {
                    const BasicSettings settings{temperature, topK, topP, {}};
                    const auto one = runOf(basicChain(settings));
                    const auto other = runChain(*readRaw(sorted_), ranked(), basicChain(settings));
                    QVERIFY(one.info == other.info && one.factor == other.factor);
                    QVERIFY(one.kept == other.kept);
                }
    }

private:
    RankedLogits ranked()
    {
        return [this](std::size_t count) {
            most_ = std::max(most_, count);
            return std::span<const float>(sorted_).first(count);
        };
    }

    ChainResult runOf(const SamplerChain& chain)
    {
        return runChain(*readRaw(logits_), ranked(), chain);
    }

    std::size_t rankedFor(const BasicSettings& settings)
    {
        most_ = 0;
        runOf(basicChain(settings));
        return most_;
    }

    std::vector<float> logits_;
    std::vector<float> sorted_;
    std::size_t most_ = 0;
};

LOGITSCOPE_TEST(TestChainRun)
#include "tst_chain_run.moc"
