// The document by itself: no model, no window, steps that are made up.
#include "app/document/run_document.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace logitscope;

namespace
{

enum Kind
{
    Separate = 0,
    Typing = 1,
    Sliding = 2,
};

Step stepOf(TokenId token)
{
    Step step;
    step.token = token;
    step.bytes = " t" + std::to_string(token);
    step.u = token / 100.0;
    return step;
}

// Of five tokens; `best` has the highest.
std::vector<float> logitsFor(TokenId best)
{
    std::vector<float> logits{0.5f, 0.4f, 0.3f, 0.2f, 0.1f};
    logits[static_cast<std::size_t>(best)] = 3.0f;
    return logits;
}

std::vector<StepRecord> recordsOf(const std::vector<TokenId>& tokens)
{
    std::vector<StepRecord> records;
    for (const auto token : tokens)
        records.push_back({stepOf(token), logitsFor(token % 5)});
    return records;
}

std::vector<TokenId> tokensOf(const RunDocument& document)
{
    std::vector<TokenId> tokens;
    for (const auto& node : document.path())
        tokens.push_back(node->step.token);
    return tokens;
}

RunState promptState(const std::string& prompt, std::vector<TokenId> tokens)
{
    RunState state;
    state.run.prompt = prompt;
    state.run.promptTokens = std::move(tokens);
    state.request.prompt = prompt;
    return state;
}

} // namespace

class RunDocumentTest : public QObject
{
    Q_OBJECT

private slots:

    void init() { document_ = std::make_unique<RunDocument>(); }

    void appendsSteps();
    void aStepsLogitsAreItsDistribution();
    void missingLogitsCanComeLater();
    void aTokenOfThePromptHasLogitsWhileItIsSelected();
    void anotherPromptForgetsTheScores();
    void theNextStepsLogitsBecomeTheSteps();
    void recordedStepsForgetTheNext();
    void undoAndRedoBringBackTheSame();
    void nothingDoneIsNoCommand();
    void commandsOfOneKindAreOne();
    void otherCommandsStayApart();
    void anEndedCommandIsNotJoined();
    void aCommandThatEndsWhereItBeganDisappears();
    void whatIsBehindADisappearedCommandIsLeftAlone();
    void theStateBeforeIsOfTheLatestCommand();
    void resetClearsTheCommands();
    void aForkSharesItsBeginning();
    void aChosenStepHasTheLogitsOfTheOneItReplaces();
    void aChosenStepAtTheEndHasTheNextOnes();
    void choosingKeepsTheOldBranch();
    void theEndIsTheBranchs();
    void undoAndRedoAreSaid();
    void theOldestCommandsAreForgotten();

private:
    void compareDistribution(const std::vector<float>& logits);
    void add(TokenId token, const QString& text, int kind);
    void slideTo(double temperature);

    std::unique_ptr<RunDocument> document_;
};

void RunDocumentTest::compareDistribution(const std::vector<float>& logits)
{
    const auto* distribution = document_->distribution();
    QVERIFY(distribution);
    QVERIFY(std::ranges::equal(document_->logits(), logits));
    QCOMPARE(distribution->size(), static_cast<int>(logits.size()));
    for (int rank = 0; rank < distribution->size(); ++rank) {
        const auto token = static_cast<std::size_t>(distribution->token(rank));
        QCOMPARE(distribution->logit(rank), logits[token]);
        QVERIFY(rank == 0 || distribution->logit(rank) <= distribution->logit(rank - 1));
    }
}

// One more token, as a command.
void RunDocumentTest::add(TokenId token, const QString& text, int kind)
{
    const auto before = document_->state();
    document_->append(recordsOf({token}));
    document_->record(text, before, kind);
}

void RunDocumentTest::slideTo(double temperature)
{
    const auto before = document_->state();
    document_->setRequest(before.request, basicChain({.temperature = temperature}));
    document_->record("slider", before, Sliding);
}

void RunDocumentTest::appendsSteps()
{
    document_->setState(promptState("ab", {7, 8}));
    QCOMPARE(document_->size(), 0);
    QCOMPARE(document_->textBefore(0), (std::vector<TokenId>{7, 8}));
    document_->append(recordsOf({1, 2}));
    document_->append(recordsOf({3}));
    QCOMPARE(document_->size(), 3);
    QCOMPARE(tokensOf(*document_), (std::vector<TokenId>{1, 2, 3}));
    QCOMPARE(document_->step(1).bytes, std::string(" t2"));
    QCOMPARE(document_->textBefore(2), (std::vector<TokenId>{7, 8, 1, 2}));
    QCOMPARE(document_->textBefore(3), (std::vector<TokenId>{7, 8, 1, 2, 3}));
    QCOMPARE(document_->branch().length(), 3);
    QVERIFY(!document_->selected());
    QCOMPARE(document_->commands()->count(), 0); // not before it is recorded
}

void RunDocumentTest::aStepsLogitsAreItsDistribution()
{
    document_->append(recordsOf({1, 2, 4}));
    QVERIFY(!document_->distribution());
    for (const int index : {2, 0, 1}) {
        document_->select(index);
        QCOMPARE(document_->selected(), std::optional(index));
        compareDistribution(logitsFor(document_->step(index).token));
    }
    document_->append(recordsOf({3})); // elsewhere
    QCOMPARE(document_->selected(), std::optional(1));
    compareDistribution(logitsFor(2));
}

void RunDocumentTest::missingLogitsCanComeLater()
{
    document_->append(stepOf(1));
    document_->append(stepOf(2));
    document_->select(0);
    QCOMPARE(document_->selected(), std::optional(0));
    QVERIFY(!document_->distribution());
    QVERIFY(document_->logits().empty());
    document_->setLogits(1, logitsFor(2)); // another's
    QVERIFY(!document_->distribution());
    document_->setLogits(0, logitsFor(1));
    compareDistribution(logitsFor(1));
    document_->setLogits(0, logitsFor(3)); // a server told more of them
    compareDistribution(logitsFor(3));
    document_->select(1);
    compareDistribution(logitsFor(2));
    QVERIFY(!document_->hasNext());
}

void RunDocumentTest::aTokenOfThePromptHasLogitsWhileItIsSelected()
{
    document_->reset({Run{.promptTokens = {5, 6, 7}}, {}, {}});
    document_->append(stepOf(1));
    document_->select(-2);
    QCOMPARE(document_->selected(), std::optional(-2));
    QCOMPARE(document_->textBefore(-2), std::vector<TokenId>{5});
    QVERIFY(!document_->distribution());
    document_->setLogits(-1, logitsFor(2)); // another's
    QVERIFY(!document_->distribution());
    document_->setLogits(-2, logitsFor(3));
    compareDistribution(logitsFor(3));
    document_->setLogits(0, logitsFor(1));
    document_->select(0);
    compareDistribution(logitsFor(1));
    document_->select(-2);
    QVERIFY(!document_->distribution());
}

void RunDocumentTest::anotherPromptForgetsTheScores()
{
    const std::vector<TokenScore> scores{{6, 0.5, 0, 1.0}, {7, 0.25, 1, 2.0}};
    document_->reset({Run{.promptTokens = {5, 6, 7}}, {}, {}});
    QVERIFY(document_->takeScores(std::vector<TokenId>{5, 6, 7}, 1, scores));
    QVERIFY(document_->promptScores().isComplete());
    document_->append(stepOf(1)); // they stay
    document_->setState(document_->state());
    QVERIFY(document_->promptScores().isComplete());
    document_->setState({Run{.promptTokens = {5, 6, 8}}, {}, {}}); // begins alike
    QCOMPARE(document_->promptScores().known().size(), std::size_t{1});
    document_->forgetScores();
    QVERIFY(document_->promptScores().known().empty());
}

void RunDocumentTest::theNextStepsLogitsBecomeTheSteps()
{
    QVERIFY(!document_->hasNext());
    document_->setLogits(0, logitsFor(3));
    QVERIFY(document_->hasNext());
    QVERIFY(!document_->distribution()); // nothing is selected yet
    document_->selectNext();
    QVERIFY(!document_->selected());
    compareDistribution(logitsFor(3));

    document_->append(stepOf(0)); // chosen, of those
    QVERIFY(!document_->hasNext());
    QVERIFY(!document_->distribution());
    document_->select(0);
    compareDistribution(logitsFor(3));
}

void RunDocumentTest::recordedStepsForgetTheNext()
{
    document_->setLogits(0, logitsFor(3));
    document_->append(recordsOf({1, 2}));
    QVERIFY(!document_->hasNext());
    document_->select(0);
    compareDistribution(logitsFor(1));

    document_->setLogits(2, logitsFor(4));
    QVERIFY(document_->hasNext());
    document_->setState(document_->state()); // whatever it is
    QVERIFY(!document_->hasNext());
    QVERIFY(!document_->selected());
    QVERIFY(!document_->distribution());
    document_->select(1); // a step's stay
    compareDistribution(logitsFor(2));
}

void RunDocumentTest::undoAndRedoBringBackTheSame()
{
    document_->reset(promptState("a", {7}));
    std::vector states{document_->state()};
    const auto record = [&](const char* text, const auto& action) {
        const auto before = document_->state();
        action();
        document_->record(text, before);
        states.push_back(document_->state());
    };
    record("Generate", [&] { document_->append(recordsOf({1, 2, 3})); });
    record("fork", [&] { document_->fork(2, 5, 10); });
    record("more", [&] { document_->append(recordsOf({4})); });
    record("end", [&] { document_->end(StopReason::EndOfText); });
    record("request", [&] {
        document_->setRequest({.prompt = "a", .seed = 9, .tokens = 3},
                              basicChain({.temperature = 0.25}));
    });
    record("another", [&] { document_->setState(promptState("b", {8})); });

    QCOMPARE(document_->commands()->count(), 6);
    QCOMPARE(document_->commands()->undoText(), QString("another"));
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = states.size() - 1; i-- > 0;) {
            document_->commands()->undo();
            QVERIFY(document_->state() == states[i]);
            QCOMPARE(document_->size(), states[i].run.branch().length());
        }
        QVERIFY(!document_->commands()->canUndo());
        for (std::size_t i = 1; i < states.size(); ++i) {
            document_->commands()->redo();
            QVERIFY(document_->state() == states[i]);
            QCOMPARE(document_->size(), states[i].run.branch().length());
        }
        QVERIFY(!document_->commands()->canRedo());
    }
    // The states differ from each other, or the comparison would mean nothing.
    for (std::size_t i = 1; i < states.size(); ++i)
        QVERIFY(!(states[i] == states[i - 1]));
}

void RunDocumentTest::nothingDoneIsNoCommand()
{
    document_->record("nothing", document_->state());
    QCOMPARE(document_->commands()->count(), 0);
    document_->append(recordsOf({1}));
    document_->record("nothing", document_->state(), Typing);
    QCOMPARE(document_->commands()->count(), 0);
}

void RunDocumentTest::commandsOfOneKindAreOne()
{
    const auto first = document_->state();
    slideTo(0.5);
    slideTo(0.6);
    slideTo(0.7);
    QCOMPARE(document_->commands()->count(), 1);
    document_->commands()->undo();
    QVERIFY(document_->state() == first);
    document_->commands()->redo();
    QCOMPARE(document_->state().settings.value(StageKind::Temperature), 0.7);
}

void RunDocumentTest::otherCommandsStayApart()
{
    slideTo(0.5);
    add(1, "typing", Typing);
    slideTo(0.6);
    QCOMPARE(document_->commands()->count(), 3);
    add(2, "one", Separate);
    add(3, "two", Separate);
    QCOMPARE(document_->commands()->count(), 5);
    document_->commands()->undo();
    QCOMPARE(tokensOf(*document_), (std::vector<TokenId>{1, 2}));
    document_->commands()->undo();
    document_->commands()->undo();
    QCOMPARE(document_->state().settings.value(StageKind::Temperature), 0.5);

    // After an undo or a redo nothing joins what was.
    document_->commands()->redo();
    slideTo(0.9);
    QCOMPARE(document_->commands()->count(), 4); // and what could be redone is gone
    document_->commands()->undo();
    QCOMPARE(document_->state().settings.value(StageKind::Temperature), 0.6);
}

void RunDocumentTest::anEndedCommandIsNotJoined()
{
    slideTo(0.5);
    document_->endCommand();
    slideTo(0.6);
    slideTo(0.7);
    QCOMPARE(document_->commands()->count(), 2);
    document_->commands()->undo();
    QCOMPARE(document_->state().settings.value(StageKind::Temperature), 0.5);
}

void RunDocumentTest::aCommandThatEndsWhereItBeganDisappears()
{
    add(1, "Generate", Separate);
    const auto before = document_->state();
    slideTo(0.5);
    slideTo(0.6);
    slideTo(before.settings.value(StageKind::Temperature));
    QVERIFY(document_->state() == before);
    QCOMPARE(document_->commands()->count(), 1);
    QCOMPARE(document_->commands()->undoText(), QString("Generate"));
    document_->commands()->undo();
    QCOMPARE(document_->size(), 0);
}

// Neither joined nor taken for it.
void RunDocumentTest::whatIsBehindADisappearedCommandIsLeftAlone()
{
    slideTo(0.5);
    document_->endCommand();
    slideTo(0.6);
    slideTo(0.5); // gone
    QCOMPARE(document_->commands()->count(), 1);
    QVERIFY(!document_->stateBefore(Sliding));
    slideTo(0.7);
    QCOMPARE(document_->commands()->count(), 2);
    document_->commands()->undo();
    QCOMPARE(document_->state().settings.value(StageKind::Temperature), 0.5);

    add(1, "Generate", Separate);
    slideTo(0.8);
    slideTo(0.5); // gone
    QCOMPARE(document_->commands()->undoText(), QString("Generate"));
    QVERIFY(!document_->stateBefore(Sliding));
}

void RunDocumentTest::theStateBeforeIsOfTheLatestCommand()
{
    QVERIFY(!document_->stateBefore(Typing));
    const auto first = document_->state();
    add(1, "typing", Typing);
    add(2, "typing", Typing);
    QVERIFY(document_->stateBefore(Typing));
    QVERIFY(*document_->stateBefore(Typing) == first); // of all that it has become
    QVERIFY(!document_->stateBefore(Sliding));
    slideTo(0.5);
    QVERIFY(!document_->stateBefore(Typing));
    QVERIFY(document_->stateBefore(Sliding));
    document_->endCommand();
    QVERIFY(!document_->stateBefore(Sliding));
    slideTo(0.6);
    document_->commands()->undo();
    QVERIFY(!document_->stateBefore(Sliding)); // nothing can join it now
}

void RunDocumentTest::resetClearsTheCommands()
{
    add(1, "Generate", Separate);
    slideTo(0.5);
    const auto state = promptState("b", {8});
    document_->reset(state);
    QVERIFY(document_->state() == state);
    QCOMPARE(document_->commands()->count(), 0);
    QVERIFY(!document_->commands()->canUndo());
    QVERIFY(!document_->stateBefore(Sliding));
    QCOMPARE(document_->size(), 0);
    slideTo(0.6); // doesn't join what was there
    QCOMPARE(document_->commands()->count(), 1);
    document_->commands()->undo();
    QVERIFY(document_->state() == state);
}

void RunDocumentTest::aForkSharesItsBeginning()
{
    auto state = promptState("a", {7});
    state.run.branch().seed = 42;
    document_->setState(state);
    document_->append(recordsOf({1, 2, 3, 4}));
    const auto old = document_->branch();
    const auto path = pathTo(old.leaf);
    document_->fork(2, 6, 30);
    QCOMPARE(document_->run().branches.size(), 2U);
    QCOMPARE(document_->run().current, 1U);
    QVERIFY(document_->run().branches.front() == old);
    QCOMPARE(document_->branch().seed, 42U);
    QCOMPARE(document_->branch().stream, 6U);
    QCOMPARE(document_->branch().limit, 30);
    QCOMPARE(document_->size(), 2);
    QCOMPARE(document_->branch().leaf, path[1]); // the node itself

    document_->append(recordsOf({3}));
    QCOMPARE(tokensOf(*document_), (std::vector<TokenId>{1, 2, 3}));
    QVERIFY(document_->branch().leaf != path[2]); // the same token is another node
    QCOMPARE(document_->branch().leaf->parent, path[1]);
    QVERIFY(document_->run().branches.front() == old);
    document_->select(0); // its logits are those of the shared node
    compareDistribution(logitsFor(1));
}

void RunDocumentTest::aChosenStepHasTheLogitsOfTheOneItReplaces()
{
    document_->append(recordsOf({1, 2, 3}));
    const auto path = pathTo(document_->branch().leaf);
    document_->choose(1, stepOf(4), 20);
    QCOMPARE(tokensOf(*document_), (std::vector<TokenId>{1, 4}));
    QCOMPARE(document_->branch().limit, 20);
    QCOMPARE(document_->branch().leaf->parent, path[0]);
    document_->select(1);
    compareDistribution(logitsFor(2)); // the model's answer to the same text
    QVERIFY(!document_->hasNext());

    // Without them it has none, and not another's.
    document_->reset({});
    document_->append(stepOf(1));
    document_->append(stepOf(2));
    document_->setLogits(2, logitsFor(3));
    document_->choose(0, stepOf(0), 20);
    document_->select(0);
    QVERIFY(!document_->distribution());
    QVERIFY(!document_->hasNext());
}

void RunDocumentTest::aChosenStepAtTheEndHasTheNextOnes()
{
    document_->append(recordsOf({1, 2}));
    document_->setLogits(2, logitsFor(3));
    const auto leaf = document_->branch().leaf;
    document_->choose(2, stepOf(0), 20);
    QCOMPARE(document_->run().branches.size(), 1U);
    QCOMPARE(tokensOf(*document_), (std::vector<TokenId>{1, 2, 0}));
    QCOMPARE(document_->branch().leaf->parent, leaf);
    document_->select(2);
    compareDistribution(logitsFor(3));
}

void RunDocumentTest::choosingKeepsTheOldBranch()
{
    document_->append(recordsOf({1, 2, 3}));
    document_->end(StopReason::Length);
    const auto before = document_->state();
    document_->choose(0, stepOf(4), 20);
    document_->record("another token", before);
    QVERIFY(document_->run().branches.front() == before.run.branch());
    const auto after = document_->state();
    document_->commands()->undo();
    QVERIFY(document_->state() == before);
    document_->commands()->redo();
    QVERIFY(document_->state() == after); // of the same nodes
}

void RunDocumentTest::theEndIsTheBranchs()
{
    document_->append(recordsOf({1, 2, 3}));
    document_->end(StopReason::Length);
    document_->fork(1, 0, 5);
    QCOMPARE(document_->branch().stopReason, StopReason::Stopped); // nothing has ended it
    document_->end(StopReason::EndOfText);
    QCOMPARE(document_->run().branches.front().stopReason, StopReason::Length);
    QCOMPARE(document_->branch().stopReason, StopReason::EndOfText);
}

void RunDocumentTest::undoAndRedoAreSaid()
{
    QSignalSpy restored(document_.get(), &RunDocument::restored);
    document_->setState(promptState("a", {7}));
    add(1, "Generate", Separate);
    slideTo(0.5);
    slideTo(0.6);
    document_->fork(1, 0, 5);
    document_->select(0);
    document_->setLogits(1, logitsFor(1));
    QCOMPARE(restored.count(), 0);
    document_->commands()->undo();
    QCOMPARE(restored.count(), 1);
    document_->commands()->redo();
    QCOMPARE(restored.count(), 2);
    document_->commands()->undo();
    document_->commands()->undo();
    QCOMPARE(restored.count(), 4);
    document_->commands()->undo(); // there is no more
    QCOMPARE(restored.count(), 4);
    document_->reset({});
    QCOMPARE(restored.count(), 4);
}

void RunDocumentTest::theOldestCommandsAreForgotten()
{
    for (int i = 0; i < 1010; ++i)
        add(i, "token", Separate);
    QCOMPARE(document_->commands()->count(), 1000);
    while (document_->commands()->canUndo())
        document_->commands()->undo();
    QCOMPARE(document_->size(), 10);
    while (document_->commands()->canRedo())
        document_->commands()->redo();
    QCOMPARE(document_->size(), 1010);
}

LOGITSCOPE_TEST(RunDocumentTest)
#include "tst_run_document.moc"
