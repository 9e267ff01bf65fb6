#include "core/sampling/ledger.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/partial_step.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

namespace
{

std::vector<float> logarithmsOf(const std::vector<double>& probabilities)
{
    std::vector<float> logits;
    for (const double p : probabilities)
        logits.push_back(static_cast<float>(std::log(p)));
    return logits;
}

std::shared_ptr<const ShapedStep> shapedBy(const Distribution& distribution,
                                           const SamplerChain& chain, const ChainInput& input)
{
    return std::make_shared<const ShapedStep>(shapeStep(distribution, chain, input, 0.5, {}));
}

// Of these probabilities, in falling order, under a chain.
QStringList verdictsOf(const std::vector<double>& probabilities, const char* text,
                       const ChainInput& input = {})
{
    const auto chain = parseChain(text).value();
    const auto distribution = Distribution::rank(logarithmsOf(probabilities)).value();
    const Ledger ledger(shapedBy(distribution, chain, input), chain, input.mu);
    QStringList verdicts;
    for (int rank = 0; rank < distribution.size(); ++rank)
        verdicts << QString::fromStdString(ledger.verdict(rank));
    return verdicts;
}

} // namespace

class TestLedger : public QObject
{
    Q_OBJECT

private slots:

    void saysWhy()
    {
        const std::vector<double> p = {0.5, 0.3, 0.15, 0.05};
        QCOMPARE(verdictsOf(p, "top-k=3"),
                 QStringList({"kept", "kept", "kept", "removed by top-k: 3 of 4 kept"}));
        QCOMPARE(verdictsOf(p, "top-p=0.8"),
                 QStringList({"kept", "kept", "removed by top-p: 0.8 reached at rank 2",
                              "removed by top-p: 0.8 reached at rank 2"}));
        QCOMPARE(verdictsOf(p, "min-p=0.2").last(), "removed by min-p: 0.05 < 0.2 × 0.5");
        QCOMPARE(verdictsOf(p, "top-a=0.4").last(), "removed by top-a: 0.05 < 0.4 × 0.5²");
        QCOMPARE(verdictsOf(p, "epsilon=0.06").last(), "removed by epsilon: 0.05 < 0.06");
        QCOMPARE(verdictsOf(p, "top-k=3,epsilon=0.2")[2], "removed by epsilon: 0.158 < 0.2");
        QCOMPARE(verdictsOf(p, "xtc=0.2:1").first(),
                 "removed by XTC: 0.5 ≥ 0.2, and so is that of a less likely one");
        QCOMPARE(verdictsOf(p, "mirostat=2:0.1", {.mu = 3.0}).last(),
                 "removed by mirostat: surprisal 4.32 > 3 bits");
        QCOMPARE(verdictsOf(p, "eta=0.1").last(), // H = 1.142 nats
                 "removed by eta: 0.05 < min(0.1, √0.1 · e^-1.14)");
        QCOMPARE(verdictsOf(p, "typical-p=0.5").last(),
                 "removed by typical-p: surprisal 3 is farther from the entropy 1.14 than those "
                 "that reach 0.5, in nats");
        QCOMPARE(verdictsOf(p, "top-n-sigma=1").last(),
                 "removed by top-nσ: logit -3 is more than 1 standard deviations below -0.693");
        QCOMPARE(verdictsOf({1.0, 0.0}, "top-k=0").last(), "impossible: its logit is -inf");
    }

    // After the last stage it is the sampling probability; before, what the textbook says of a
    // chain that ends there.
    void probabilitiesAfterEveryStage()
    {
        std::mt19937 random(4);
        const auto chain = parseChain("repetition-penalty=1.3,top-k=30,temperature=0.6,"
                                      "typical-p=0.8,min-p=0.01,dynamic-temperature=0.5:1.5:1")
                               .value();
        for (int round = 0; round < 60; ++round) {
            const auto logits = randomLogits(100, static_cast<LogitKind>(round % 5), random);
            const std::vector<TokenId> sampled = {1, 2, 3};
            const ChainInput input{.sampled = sampled};
            const auto step = shapedBy(*Distribution::rank(logits), chain, input);
            const auto& shaped = step->shaped;
            const Ledger ledger(step, chain);
            QCOMPARE(ledger.stages().size(), std::size_t{5});
            for (std::size_t stage = 0; stage < 5; ++stage) {
                auto beginning = chain;
                beginning.stages.resize(stage + 2); // the penalty is no column
                const auto expected = reference::runChain(logits, beginning, input);
                for (int rank = 0; rank < 100; ++rank)
                    QVERIFY(
                        std::abs(ledger.after(stage, rank) -
                                 expected.candidates[static_cast<std::size_t>(rank)].probability) <
                        1e-11L);
            }
            for (int rank = 0; rank < 100; ++rank) {
                QVERIFY(std::abs(ledger.after(4, rank) - shaped.probability(rank)) < 1e-14);
                QCOMPARE(ledger.interval(rank).begin, shaped.interval(rank).begin);
                QCOMPARE(ledger.interval(rank).end, shaped.interval(rank).end);
            }
        }
    }

    // A server told 30 of 200: their probabilities are those of the whole vocabulary.
    void partial()
    {
        std::mt19937 random(9);
        const auto logits = randomLogits(200, LogitKind::Model, random);
        const auto part = partOf(logits, 30, random);
        const auto chain = parseChain("epsilon=0.00001,top-k=5,temperature=0.8").value();
        const auto whole = *Distribution::rank(logits);
        const auto known = *Distribution::rank(part.logits, part.coverage);
        const Ledger expected(std::make_shared<ShapedStep>(shapeStep(whole, chain, {}, 0.1, {})),
                              chain);
        const auto ledger =
            Ledger(std::make_shared<ShapedStep>(shapeStep(known, chain, {}, 0.1, {})), chain);
        for (std::size_t stage = 1; stage < 3; ++stage) // the first is certain only roughly
            for (int rank = 0; rank < 10; ++rank)
                QVERIFY(std::abs(ledger.after(stage, rank) - expected.after(stage, rank)) < 1e-12);
        QCOMPARE(ledger.verdict(0), std::string("kept"));
        QCOMPARE(ledger.verdict(150), std::string("unknown: the server didn't tell it"));
    }
};

LOGITSCOPE_TEST(TestLedger)
#include "tst_ledger.moc"
