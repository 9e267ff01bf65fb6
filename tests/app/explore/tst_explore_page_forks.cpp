// Other ways of a text on the Explore page: what a person chooses is there, what they left stays,
// and what the model adds is what it adds to that text by itself.
#include "core/run/comparison_json.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include <algorithm>

using namespace logitscope;

namespace
{

const QString onceUponATime = "Once upon a time";

// The first tokens of a text, and one more.
std::vector<TokenId> firstOf(const std::vector<TokenId>& tokens, int count)
{
    return {tokens.begin(), tokens.begin() + count};
}

std::vector<TokenId> joined(std::vector<TokenId> first, const std::vector<TokenId>& then)
{
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

std::vector<TokenId> tokensIn(const std::vector<PlainStep>& steps)
{
    std::vector<TokenId> tokens;
    for (const auto& step : steps)
        tokens.push_back(step.token);
    return tokens;
}

} // namespace

class ExplorePageForksTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void anotherTokenInTheMiddle();
    void theTokenThatIsThereChangesNothing();
    void aCandidateOfTheNextTokenIsAppended();
    void anImpossibleTokenIsNotTaken();
    void continuesFromHereWithTheSameTokens();
    void continuesFromHereUnderOtherSettings();
    void continuesFromTheLastToken();
    void anotherContinuationHasOtherRandomNumbers();
    void theRandomNumberStaysThatOfTheStep();
    void theEndOfTheTextEndsIt();
    void theEndOfTheContextEndsIt();
    void aCandidateOfAnotherTextIsNotTaken();
    void generatesOnABranch();
    void generatingAnewLosesNothing();
    void clearingInTheMiddleLosesNothing();
    void undoTakesWhatWasJustTyped();
    void startOverTakesWhatWasTypedMeanwhile();

private:
    ExplorePage& page() { return hands_->page(); }

    const Run& run() { return hands_->run(); }

    const Step& step(int index) { return hands_->document().step(index); }

    std::vector<TokenId> textOf(const std::vector<TokenId>& steps);
    void compareWithShown(const std::vector<TokenId>& tokens);
    void startEndless();

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageForksTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
}

// With the prompt.
std::vector<TokenId> ExplorePageForksTest::textOf(const std::vector<TokenId>& steps)
{
    return joined(run().promptTokens, steps);
}

void ExplorePageForksTest::compareWithShown(const std::vector<TokenId>& tokens)
{
    QCOMPARE(hands_->tokens(), tokens);
    std::string bytes = run().prompt;
    for (const auto token : tokens)
        bytes += bundledModel()->tokenizer.bytes(token);
    QCOMPARE(hands_->shown(), QString::fromStdString(bytes));
    QCOMPARE(page().text()->stepCount(), static_cast<int>(tokens.size()));
}

void ExplorePageForksTest::startEndless()
{
    hands_->controls().tokens()->setValue(400);
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton);
    QTRY_VERIFY(hands_->document().size() > 0);
}

void ExplorePageForksTest::anotherTokenInTheMiddle()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 14, 7));
    const auto settings = hands_->settings();
    const auto before = hands_->document().state();
    const auto old = hands_->tokens();
    const auto oldText = hands_->shown();

    constexpr int at = 5;
    hands_->clickToken(at);
    QCOMPARE(hands_->document().selected(), std::optional(at));
    const auto logits = logitsAfter(textOf(firstOf(old, at)));
    compareChart(hands_->chart(), logits, settings);
    const auto rows = hands_->visibleRows();
    QVERIFY(rows.size() >= 3);
    const auto& [token, point] = *std::ranges::find_if(
        rows, [&](const auto& row) { return row.first != old[std::size_t{at}]; });
    hands_->clickRow(point);
    QVERIFY(page().isRunning());
    QVERIFY(hands_->waitForTheEnd());

    QCOMPARE(run().branches.size(), 2U);
    QCOMPARE(run().current, 1U);
    const auto chosen = joined(firstOf(old, at), {token});
    const auto rest = drawnAfter(textOf(chosen), at + 1, 14, settings, Dice(7));
    compareWithShown(joined(chosen, tokensIn(rest)));
    QVERIFY(run().branches.front() == before.run.branch()); // of the same nodes
    QCOMPARE(sharedLength(run().branches[0], run().branches[1]), at);

    const auto distribution = Distribution::rank(logits).value();
    const auto shaped = distribution.shape(settings);
    const int rank = distribution.rankOf(token);
    QCOMPARE(step(at).chosen, true);
    QCOMPARE(step(at).rank, rank);
    QCOMPARE(step(at).modelProbability, distribution.probability(rank));
    QCOMPARE(step(at).samplingProbability, shaped.probability(rank));
    QCOMPARE(step(at).u, Dice(7).roll(at));
    QCOMPARE(step(at).settings, settings);
    QVERIFY(step(at).info == shaped.info);
    for (int index = at + 1; index < 14; ++index) {
        QCOMPARE(step(index).chosen, false);
        QCOMPARE(step(index).u, rest[static_cast<std::size_t>(index - at - 1)].u);
    }
    hands_->clickToken(at); // the same chart, with another token
    compareChart(hands_->chart(), logits, settings);
    hands_->clickToken(at + 4);
    compareChart(hands_->chart(), rest[3].logits, settings);

    const auto after = hands_->document().state();
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
    QCOMPARE(hands_->shown(), oldText);
    QCOMPARE(run().branches.size(), 1U);
    hands_->press(QKeySequence::Redo);
    QVERIFY(hands_->document().state() == after);
    compareWithShown(joined(chosen, tokensIn(rest)));
}

void ExplorePageForksTest::theTokenThatIsThereChangesNothing()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 6, 7));
    const auto before = hands_->document().state();
    const int commands = page().commands()->count();
    hands_->clickToken(2);
    const auto rows = hands_->visibleRows();
    const auto row = std::ranges::find(rows, step(2).token, &std::pair<TokenId, QPoint>::first);
    QVERIFY(row != rows.end());
    hands_->clickRow(row->second);
    QVERIFY(!page().isRunning());
    QVERIFY(hands_->document().state() == before);
    QCOMPARE(page().commands()->count(), commands);
}

void ExplorePageForksTest::aCandidateOfTheNextTokenIsAppended()
{
    hands_->controls().prompt()->setPlainText(onceUponATime);
    QVERIFY(hands_->pressStep());
    QVERIFY(hands_->pressStep());
    const auto before = hands_->document().state();
    const auto old = hands_->tokens();
    QCOMPARE(old.size(), 2U);
    QTRY_VERIFY(hands_->document().hasNext());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(page().text()->isEndSelected());

    const auto rows = hands_->visibleRows();
    QVERIFY(rows.size() >= 3);
    const auto token = rows[2].first;
    const auto logits = logitsAfter(textOf(old));
    QCOMPARE(token, Distribution::rank(logits).value().token(2));
    hands_->clickRow(rows[2].second);
    QVERIFY(!page().isRunning());
    QCOMPARE(run().branches.size(), 1U);
    compareWithShown(joined(old, {token}));
    QCOMPARE(step(2).chosen, true);
    QCOMPARE(step(2).rank, 2);
    QCOMPARE(step(2).u, Dice(1).roll(2));
    compareChart(hands_->chart(), logits, hands_->settings());

    // It goes on from there.
    QVERIFY(hands_->pressStep());
    const auto next = drawnAfter(textOf(joined(old, {token})), 3, 4, hands_->settings(), Dice(1));
    compareWithShown(joined(joined(old, {token}), tokensIn(next)));
    hands_->press(QKeySequence::Undo);
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
    compareWithShown(old);
}

// Of the candidates top-p and top-k remove, every one can be chosen; the model's own zero can't.
void ExplorePageForksTest::anImpossibleTokenIsNotTaken()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 4, 7));
    hands_->setSettings(basicChain({.temperature = 0.8, .topK = 1}));
    hands_->clickToken(2);
    const auto distribution =
        Distribution::rank(logitsAfter(textOf(firstOf(hands_->tokens(), 2)))).value();
    const auto last = distribution.token(distribution.size() - 1);
    page().choose(last);
    QVERIFY(hands_->waitForTheEnd());
    const double probability = distribution.probability(distribution.size() - 1);
    QCOMPARE(run().branches.size(), probability > 0.0 ? 2U : 1U);
    if (probability > 0.0) {
        QCOMPARE(step(2).token, last);
        QCOMPARE(step(2).samplingProbability, 0.0);
        QCOMPARE(step(2).modelProbability, probability);
    }
}

void ExplorePageForksTest::continuesFromHereWithTheSameTokens()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 12, 9));
    const auto before = hands_->document().state();
    const auto old = hands_->tokens();
    hands_->clickToken(4);
    QVERIFY(page().canFork());
    hands_->press(QKeySequence("Ctrl+Shift+H"));
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(run().branches.size(), 2U);
    compareWithShown(old);
    QVERIFY(run().branches.front() == before.run.branch());
    QCOMPARE(sharedLength(run().branches[0], run().branches[1]), 5);
    for (int index = 0; index < 12; ++index)
        QCOMPARE(step(index).u, Dice(9).roll(static_cast<std::uint64_t>(index)));
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
}

void ExplorePageForksTest::continuesFromHereUnderOtherSettings()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 12, 9));
    const auto old = hands_->tokens();
    const auto then = hands_->settings();
    const SamplerChain now = basicChain({.temperature = 1.7, .topK = 200});
    hands_->setSettings(now);
    hands_->controls().tokens()->setValue(15);
    hands_->clickToken(4);
    hands_->press(QKeySequence("Ctrl+Shift+H"));
    QVERIFY(hands_->waitForTheEnd());
    const auto rest = drawnAfter(textOf(firstOf(old, 5)), 5, 15, now, Dice(9));
    const auto expected = joined(firstOf(old, 5), tokensIn(rest));
    QVERIFY(firstOf(expected, 12) != old); // other settings, other tokens
    compareWithShown(expected);
    QCOMPARE(step(4).settings, then);
    QCOMPARE(step(5).settings, now);
    QCOMPARE(hands_->document().branch().stopReason, StopReason::Length);
}

// Where the limit is reached, as many tokens again.
void ExplorePageForksTest::continuesFromTheLastToken()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 6, 9));
    const auto old = hands_->tokens();
    hands_->clickToken(5);
    hands_->press(QKeySequence("Ctrl+Shift+H"));
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(run().branches.size(), 2U);
    const auto rest = drawnAfter(textOf(old), 6, 12, hands_->settings(), Dice(9));
    compareWithShown(joined(old, tokensIn(rest)));
    QCOMPARE(hands_->document().branch().stopReason, StopReason::Length);
}

void ExplorePageForksTest::anotherContinuationHasOtherRandomNumbers()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 12, 9));
    const auto old = hands_->tokens();
    for (const std::uint64_t stream : {1U, 2U}) {
        hands_->clickToken(4);
        hands_->press(QKeySequence("Ctrl+Shift+A"));
        QVERIFY(hands_->waitForTheEnd());
        QCOMPARE(run().branches.size(), std::size_t{stream + 1});
        const auto rest =
            drawnAfter(textOf(firstOf(old, 5)), 5, 12, hands_->settings(), Dice(9, stream));
        compareWithShown(joined(firstOf(old, 5), tokensIn(rest)));
        QCOMPARE(step(4).stream, 0U);
        for (int index = 5; index < 12; ++index) {
            QCOMPARE(step(index).stream, stream);
            QCOMPARE(step(index).u, rest[static_cast<std::size_t>(index - 5)].u);
        }
        QCOMPARE(sharedLength(run().branches.front(), hands_->document().branch()), 5);
    }
}

// Two branches share their first steps, whose random numbers are those of the first branch.
void ExplorePageForksTest::theRandomNumberStaysThatOfTheStep()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 12, 9));
    const auto old = hands_->tokens();
    hands_->clickToken(6);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    hands_->clickToken(3);
    page().continueFromHere(); // what came next there had stream 0
    QVERIFY(hands_->waitForTheEnd());
    compareWithShown(old);

    page().showBranch(1);
    QCOMPARE(step(7).stream, 1U);
    for (const auto& [at, stream] : {std::pair(2, 0U), std::pair(9, 1U)}) {
        page().showBranch(1);
        const auto present = hands_->tokens();
        hands_->clickToken(at);
        const double u = step(at).u;
        const auto token = Distribution::rank(logitsAfter(textOf(firstOf(present, at))))
                               .value()
                               .token(step(at).rank + 1);
        page().choose(token);
        QVERIFY(hands_->waitForTheEnd());
        QCOMPARE(step(at).u, u);
        QCOMPARE(step(at).stream, std::uint64_t{stream});
        const auto chosen = joined(firstOf(present, at), {token});
        compareWithShown(joined(chosen, tokensIn(drawnAfter(textOf(chosen), at + 1, 12,
                                                            hands_->settings(), Dice(9, stream)))));
        page().commands()->undo();
    }
}

void ExplorePageForksTest::theEndOfTheTextEndsIt()
{
    QVERIFY(hands_->fixture().generate(onceUponATime, 8, 7));
    const auto old = hands_->tokens();
    const auto end = bundledModel()->bounds.ends.front();
    hands_->clickToken(5);
    page().choose(end);
    QVERIFY(!page().isRunning());
    QCOMPARE(run().branches.size(), 2U);
    QCOMPARE(hands_->tokens(), joined(firstOf(old, 5), {end}));
    QVERIFY(step(5).chosen);
    QVERIFY(!hands_->shown().contains("<|")); // it is no text
    QCOMPARE(page().shownRun().branches.front().stopReason, StopReason::EndOfText);

    // Nothing follows it: not by the arrow, not by Step, and there are no candidates.
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(!page().text()->isEndSelected());
    QVERIFY(hands_->pressStep());
    QCOMPARE(hands_->document().size(), 6);
    QVERIFY(!hands_->document().hasNext());
    QCOMPARE(page().shownRun().branches.front().stopReason, StopReason::EndOfText);

    // Behind the last token of a text too.
    page().showBranch(0);
    QTRY_VERIFY(hands_->document().hasNext());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    page().choose(end);
    QCOMPARE(hands_->tokens(), joined(old, {end}));
    QVERIFY(!hands_->document().hasNext());
    QCOMPARE(page().shownRun().branches.front().stopReason, StopReason::EndOfText);
}

void ExplorePageForksTest::theEndOfTheContextEndsIt()
{
    QString prompt = "a";
    const auto room = static_cast<std::size_t>(bundledModel()->model->info().contextLength);
    while (bundledModel()->tokenizer.encode((prompt + " a").toStdString()).value().size() < room)
        prompt += " a";
    hands_->controls().prompt()->setPlainText(prompt);
    QTRY_COMPARE(hands_->shown(), prompt);
    QCOMPARE(run().promptTokens.size(), room - 1);
    QTRY_VERIFY_WITH_TIMEOUT(page().text()->isEndSelected() && hands_->document().hasNext(),
                             60'000);
    const auto logits = logitsAfter(run().promptTokens);
    page().choose(Distribution::rank(logits).value().token(1));
    QCOMPARE(hands_->document().size(), 1);
    QCOMPARE(page().shownRun().branches.front().stopReason, StopReason::ContextFull);
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(!page().text()->isEndSelected());
    compareChart(hands_->chart(), logits, hands_->settings());
}

// Somebody types, and clicks before the pause in which the prompt is read.
void ExplorePageForksTest::aCandidateOfAnotherTextIsNotTaken()
{
    QVERIFY(hands_->fixture().generate("The", 8, 7));
    hands_->clickToken(3);
    const auto logits = logitsAfter(textOf(firstOf(hands_->tokens(), 3)));
    const auto token = Distribution::rank(logits).value().token(step(3).rank + 1);
    const auto tryIt = [&](const auto& action) {
        const auto before = hands_->document().state();
        QTest::keyClicks(hands_->controls().prompt(), " sea");
        action();
        QVERIFY(!page().isRunning());
        QCOMPARE(hands_->document().size(), 0);
        QCOMPARE(run().branches.size(), 1U);
        QTRY_COMPARE(hands_->shown(), hands_->controls().prompt()->toPlainText());
        page().commands()->undo();
        QVERIFY(hands_->document().state() == before);
        hands_->clickToken(3);
    };
    tryIt([&] { page().choose(token); });
    tryIt([&] { page().continueFromHere(); });
    tryIt([&] { page().continueDifferently(); });
}

// Anew on the branch that is shown; the others stay.
void ExplorePageForksTest::generatesOnABranch()
{
    QVERIFY(hands_->fixture().generate("The", 8, 7));
    const auto old = hands_->tokens();
    const auto first = run().branch();
    hands_->clickToken(3);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    const auto before = hands_->document().state();
    page().generate();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(run().branches.size(), 2U);
    QVERIFY(run().branches.front() == first);
    compareWithShown(old); // the seed's first stream
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);

    // Another prompt's text has no branches, and leaves none.
    QVERIFY(hands_->fixture().generate("A ship", 3, 7));
    QCOMPARE(run().branches.size(), 1U);
    hands_->press(QKeySequence::Undo);
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().run() == before.run);
}

void ExplorePageForksTest::generatingAnewLosesNothing()
{
    QVERIFY(hands_->fixture().generate("The", 8, 7));
    const auto before = hands_->document().run();
    startEndless();
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton); // once more
    page().stop();
    QVERIFY(hands_->waitForTheEnd());
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().size() > 0); // as far as the first one came
    QVERIFY(!(run() == before));
    hands_->press(QKeySequence::Undo);
    QVERIFY(run() == before);
}

void ExplorePageForksTest::clearingInTheMiddleLosesNothing()
{
    QVERIFY(hands_->fixture().generate("The", 8, 7));
    const auto before = hands_->document().run();
    startEndless();
    page().clear();
    QCOMPARE(hands_->document().size(), 0);
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().size() > 0);
    hands_->press(QKeySequence::Undo);
    QVERIFY(run() == before);
}

// What was typed a moment ago is undone first, and comes back.
void ExplorePageForksTest::undoTakesWhatWasJustTyped()
{
    QVERIFY(hands_->fixture().generate("The", 8, 7));
    const auto before = hands_->document().state();
    QTest::keyClicks(hands_->controls().prompt(), " sea");
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
    QCOMPARE(hands_->controls().settledRequest().prompt, std::string("The"));
    hands_->press(QKeySequence::Redo);
    QCOMPARE(hands_->controls().settledRequest().prompt, std::string("The sea"));
    hands_->press(QKeySequence::Undo);
    QTest::keyClicks(hands_->controls().prompt(), " house");
    hands_->press(QKeySequence::Redo); // there is something newer
    QCOMPARE(hands_->controls().settledRequest().prompt, std::string("The house"));
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
}

void ExplorePageForksTest::startOverTakesWhatWasTypedMeanwhile()
{
    hands_->controls().prompt()->setPlainText("The");
    startEndless();
    hands_->controls().prompt()->setPlainText("A long sentence"); // for the next one
    page().startOver();
    QTRY_COMPARE(hands_->shown(), onceUponATime);
    hands_->press(QKeySequence::Undo);
    QCOMPARE(hands_->controls().settledRequest().prompt, std::string("A long sentence"));
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().size() > 0);
    QCOMPARE(hands_->controls().settledRequest().prompt, std::string("The"));
}

LOGITSCOPE_TEST(ExplorePageForksTest)
#include "tst_explore_page_forks.moc"
