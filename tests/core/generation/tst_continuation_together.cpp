// Continuations of one prompt, forked, and several that the model reads for at once.
#include "core/generation/continuation.h"
#include "tests/core/generation/run_alone.h"
#include "tests/core/model/random_floats.h"
#include "tests/test_program.h"

#include <QTest>

#include <limits>

using namespace logitscope;
using namespace logitscope::fixtures;

namespace
{

std::vector<Step> stepsOf(Continuation continuation, int count)
{
    return runAlone(std::move(continuation), {}, count).steps;
}

} // namespace

class TestContinuationTogether : public QObject
{
    Q_OBJECT

private slots:
    void forkIsAnotherBegin();
    void forkOfAFork();
    void forksHaveStreams();
    void forksDontDisturbEachOther();
    void halvesAreAnAdvance();
    void readsForThoseThatNeedIt();
    void readingTwiceIsReadingOnce();
    void drawAfterAnError();
};

void TestContinuationTogether::forkIsAnotherBegin()
{
    const auto model = openEndless(1);
    const auto original = begin(model, "abc", 1);
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
        auto fork = original.fork(seed, 0);
        QCOMPARE(fork.promptTokens(), original.promptTokens());
        QCOMPARE(fork.steps(), 0);
        QVERIFY(sameBits(fork.logits(), original.logits()));
        QVERIFY(sameSteps(stepsOf(std::move(fork), 10), stepsOf(begin(model, "abc", seed), 10)));
    }
}

void TestContinuationTogether::forkOfAFork()
{
    const auto model = openEndless(2);
    auto fork = begin(model, "abc").fork(2, 0).fork(3, 0); // the first two are gone
    QVERIFY(sameSteps(stepsOf(std::move(fork), 10), stepsOf(begin(model, "abc", 3), 10)));
}

void TestContinuationTogether::forksHaveStreams()
{
    const auto original = begin(openEndless(3), "abc", 7);
    for (const std::uint64_t stream : {0, 1, 8}) {
        const auto steps = stepsOf(original.fork(7, stream), 10);
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i].u, Dice(7, stream).roll(i));
    }
}

void TestContinuationTogether::forksDontDisturbEachOther()
{
    const auto model = openEndless(4);
    auto original = begin(model, "abc", 1);
    auto fork = original.fork(2, 0);
    const auto expected = stepsOf(begin(model, "abc", 1), 10);
    const auto expectedOfFork = stepsOf(begin(model, "abc", 2), 10);
    for (std::size_t i = 0; i < 10; ++i) {
        QVERIFY(sameStep(advance(original), expected[i]));
        QVERIFY(sameStep(advance(fork), expectedOfFork[i]));
    }
}

void TestContinuationTogether::halvesAreAnAdvance()
{
    const auto model = openEndless(5, {.contextLength = 30});
    auto one = begin(model, "abc", 1);
    auto two = begin(model, "abcdefgh", 2);
    const auto expectedOfOne = stepsOf(begin(model, "abc", 1), 20);
    const auto expectedOfTwo = stepsOf(begin(model, "abcdefgh", 2), 20);
    const std::vector<Continuation*> both = {&one, &two};
    for (std::size_t i = 0; i < 20; ++i) {
        QVERIFY(Continuation::readTogether(both));
        QVERIFY(sameStep(two.draw({}).value().value(), expectedOfTwo[i])); // in any order
        QVERIFY(sameStep(one.draw({}).value().value(), expectedOfOne[i]));
        QCOMPARE(one.steps(), static_cast<int>(i + 1));
    }
    QVERIFY(Continuation::readTogether({}));
}

// One is about to draw its first token, the other has drawn some.
void TestContinuationTogether::readsForThoseThatNeedIt()
{
    const auto model = openEndless(6);
    auto late = begin(model, "abc", 1);
    auto early = begin(model, "abc", 1);
    const auto expected = stepsOf(begin(model, "abc", 1), 8);
    for (std::size_t i = 0; i < 3; ++i)
        advance(early);
    const std::vector<Continuation*> both = {&late, &early};
    for (std::size_t i = 0; i < 5; ++i) {
        QVERIFY(Continuation::readTogether(both));
        QVERIFY(sameStep(late.draw({}).value().value(), expected[i]));
        QVERIFY(sameStep(early.draw({}).value().value(), expected[3 + i]));
    }
}

void TestContinuationTogether::readingTwiceIsReadingOnce()
{
    const auto model = openEndless(7);
    const auto expected = stepsOf(begin(model, "abc", 1), 5);
    auto continuation = begin(model, "abc", 1);
    const std::vector<Continuation*> alone = {&continuation};
    for (const auto& step : expected) {
        QVERIFY(Continuation::readTogether(alone));
        QVERIFY(Continuation::readTogether(alone));
        QVERIFY(sameStep(continuation.draw({}).value().value(), step));
    }
}

// NaN from the third position on: the Error names the step, and nothing has moved.
void TestContinuationTogether::drawAfterAnError()
{
    auto checkpoint = randomCheckpoint({.contextLength = 8}, 8);
    removeEndOfText(checkpoint);
    checkpoint.weights.at("wpe.weight").values[2 * 8] = std::numeric_limits<float>::quiet_NaN();
    auto continuation = begin(open(checkpoint), "ab");
    advance(continuation);
    const std::vector<Continuation*> alone = {&continuation};
    QVERIFY(Continuation::readTogether(alone));
    for (int tries = 0; tries < 3; ++tries) {
        const auto step = continuation.draw({});
        QVERIFY(!step);
        QCOMPARE(step.error().message,
                 std::string("step 2: the logit of token 0 is NaN, expected a finite number"));
        QCOMPARE(continuation.steps(), 1);
    }
}

LOGITSCOPE_TEST(TestContinuationTogether)
#include "tst_continuation_together.moc"
