#include "core/sampling/dice.h"
#include "core/sampling/step_judge.h"
#include "tests/core/sampling/chain_reference.h"
#include "tests/core/sampling/random_chain.h"
#include "tests/core/sampling/random_logits.h"
#include "tests/test_program.h"

#include <QTest>

using namespace logitscope;

class TestStepJudge : public QObject
{
    Q_OBJECT

private slots:

    // Each step is asked under one chain after another, so that what it keeps of the ones before
    // must not show.
    void agreesWithTheTextbookAndTheDraw()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 400; ++round) {
            const std::size_t size = 2 + random() % (round % 20 == 0 ? 3000 : 200);
            const auto logits = randomLogits(size, static_cast<LogitKind>(round % 6), random);
            const auto token = static_cast<TokenId>(random() % size);
            StepJudge judge(logits, token);
            const std::vector<TokenId> text = {0, 1, 0, static_cast<TokenId>(random() % size)};
            const Dice dice(random());
            for (std::uint64_t step = 0; step < 12; ++step) {
                auto chain = randomChain(1 + random() % 5, random);
                chain.pick = random() % 3 ? Pick::InverseCdf : Pick::Gumbel;
                const DrawInput input{
                    .chain = {.prompt = std::span(text).first(2),
                              .sampled = std::span(text).subspan(2),
                              .chance = dice.chance(step),
                              .mu = random() % 2 ? std::optional(8.0 * unitOf(random))
                                                 : std::nullopt},
                    .numberOf = [&](TokenId of) { return dice.ofToken(step, of); }};
                const auto judgement = judge.judge(logits, chain, dice.roll(step), input);

                const auto expected = reference::runChain(logits, chain, input.chain);
                const auto candidate =
                    *std::ranges::find(expected.candidates, token, &reference::Candidate::token);
                const auto& verdict = judgement.verdict;
                const auto where = QString::fromStdString(chainText(chain));
                if (!candidate.isPossible)
                    QVERIFY2(verdict.isImpossible(), qPrintable(where));
                else if (candidate.removedBy)
                    QVERIFY2(verdict.isRemovedBy(*candidate.removedBy), qPrintable(where));
                else
                    QVERIFY2(verdict.isKept(), qPrintable(where));
                QCOMPARE(judgement.picked, drawToken(logits, chain, dice.roll(step), input)->token);
            }
        }
    }
};

LOGITSCOPE_TEST(TestStepJudge)

#include "tst_step_judge.moc"
