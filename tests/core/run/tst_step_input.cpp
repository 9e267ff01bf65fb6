#include "core/run/step_input.h"
#include "tests/core/run/branches.h"
#include "tests/test_program.h"

#include <QTest>

#include <algorithm>

using namespace logitscope;

namespace
{

Step stepWithBound(TokenId token, std::optional<double> mu)
{
    Step step;
    step.token = token;
    step.mu = mu;
    return step;
}

std::vector<TokenId> listed(std::span<const TokenId> tokens)
{
    return {tokens.begin(), tokens.end()};
}

} // namespace

class TestStepInput : public QObject
{
    Q_OBJECT

private slots:

    void init()
    {
        run_ = Run();
        run_.promptTokens = {7, 8, 9};
        run_.branch() = branchOf({stepWithBound(10, 5.5), stepWithBound(11, 4.5),
                                  stepWithBound(12, 3.5), stepWithBound(13, 2.5)});
        run_.branch().seed = 42;
    }

    void theFirstStepHasOnlyThePrompt() { compare(run_.branch(), 0, 0, {}, std::nullopt); }

    void aStepInTheMiddleHasWhatCameBefore()
    {
        compare(run_.branch(), 1, 0, {10}, 5.5);
        compare(run_.branch(), 3, 0, {10, 11, 12}, 3.5);
    }

    void theNextStepHasAll() { compare(run_.branch(), 4, 0, {10, 11, 12, 13}, 2.5); }

    // A token of the prompt has what stands before it, and nothing that was sampled.
    void aTokenOfThePromptIsAFirstStep()
    {
        for (const int index : {-1, -2, -3}) {
            const StepInput input(run_, run_.branch(), index, 0);
            const auto before = std::span(run_.promptTokens).first(std::size_t(3 + index));
            QCOMPARE(listed(input.chain().prompt), listed(before));
            QCOMPARE(listed(textBefore(run_, run_.branch(), index)), listed(before));
            QVERIFY(input.chain().sampled.empty());
            QVERIFY(!input.chain().mu);
            QCOMPARE(input.u(), Dice(42).roll(0));
        }
    }

    // A step under a chain without mirostat ends its bound.
    void theBoundIsTheLastSteps()
    {
        const auto branch = branchOf({stepWithBound(1, 5.0), stepWithBound(2, std::nullopt)});
        QCOMPARE(StepInput(run_, branch, 1, 0).chain().mu, std::optional(5.0));
        QCOMPARE(StepInput(run_, branch, 2, 0).chain().mu, std::nullopt);
    }

    void aForkedBranchHasItsOwn()
    {
        const auto first = run_.branch();
        fork(run_, 2, 6);
        auto& branch = run_.branch();
        branch.leaf = follow(branch.leaf, stepWithBound(20, 1.5));
        compare(branch, 1, 6, {10}, 5.5);
        compare(branch, 2, 6, {10, 11}, 4.5);
        compare(branch, 3, 6, {10, 11, 20}, 1.5);
        compare(first, 3, 0, {10, 11, 12}, 3.5); // stays as it was
    }

    void aBranchWithoutTokensHasThePrompt()
    {
        run_.branch().leaf = nullptr;
        compare(run_.branch(), 0, 0, {}, std::nullopt);
    }

    void eachStreamAndSeedHasItsNumbers()
    {
        const double u = StepInput(run_, run_.branch(), 2, 0).u();
        QVERIFY(StepInput(run_, run_.branch(), 2, 1).u() != u);
        QVERIFY(StepInput(run_, run_.branch(), 1, 0).u() != u);
        run_.branch().seed = 43;
        QVERIFY(StepInput(run_, run_.branch(), 2, 0).u() != u);
    }

    // Who keeps one needs no run, nor the one that it was copied from.
    void isWholeByItself()
    {
        auto input = std::make_unique<StepInput>(run_, run_.branch(), 2, 0);
        const auto numberOf = input->numberOf();
        const auto copy = *input;
        const double number = numberOf(3);
        input.reset();
        run_ = Run();
        QCOMPARE(numberOf(3), number);
        QCOMPARE(listed(copy.chain().prompt), std::vector<TokenId>({7, 8, 9}));
        QCOMPARE(listed(copy.chain().sampled), std::vector<TokenId>({10, 11}));
    }

private:
    void compare(const Branch& branch, int index, std::uint64_t stream,
                 const std::vector<TokenId>& sampled, std::optional<double> mu)
    {
        const StepInput input(run_, branch, index, stream);
        const auto chain = input.chain();
        QCOMPARE(listed(chain.prompt), std::vector<TokenId>({7, 8, 9}));
        QCOMPARE(listed(chain.sampled), sampled);
        QCOMPARE(chain.mu, mu);
        const Dice dice(42, stream);
        const auto step = static_cast<std::uint64_t>(index);
        QVERIFY(chain.chance == dice.chance(step));
        QVERIFY(input.u() == dice.roll(step));
        for (const TokenId token : {0, 1, 50'256})
            QVERIFY(input.numberOf()(token) == dice.ofToken(step, token));
    }

    Run run_;
};

LOGITSCOPE_TEST(TestStepInput)
#include "tst_step_input.moc"
