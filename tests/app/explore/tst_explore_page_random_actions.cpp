// Whatever a person does on the Explore page, in whatever order: the page shows its document, and
// nothing is lost. LOGITSCOPE_ACTIONS says how many things they do, LOGITSCOPE_SEED which; the same
// seed does the same, but for where a run is stopped.
#include "app/explore/before_after.h"
#include "app/explore/player.h"
#include "core/run/comparison_json.h"
#include "core/run/session.h"
#include "core/text/utf8_stream.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/text/document_text.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTreeWidgetItemIterator>
#include <QUndoStack>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

using namespace logitscope;

namespace
{

constexpr int usualActions = 300;
constexpr int longRun = 400; // tokens: somebody acts in the middle of it

int numberIn(const char* variable, int usual)
{
    return qEnvironmentVariableIsSet(variable) ? qEnvironmentVariableIntValue(variable) : usual;
}

// What can be seen of the present branch.
QString expectedText(const Run& run)
{
    Utf8Stream stream;
    std::string text;
    for (const auto& node : pathTo(run.branch().leaf))
        if (!bundledModel()->bounds.isEnd(node->step.token))
            text += stream.push(node->step.bytes);
    const auto reason = run.branch().stopReason;
    if (run.branch().leaf && (reason == StopReason::EndOfText || reason == StopReason::ContextFull))
        text += stream.finish();
    return textOfBytes(run.prompt) + textOfBytes(text);
}

// To look at another branch is no command.
RunState withoutCurrent(RunState state)
{
    state.run.current = 0;
    return state;
}

// In what two states differ, for whoever looks for the reason.
std::string differences(const RunState& one, const RunState& other)
{
    std::string all;
    const auto note = [&all](bool same, const char* name) {
        if (!same)
            all += std::string(all.empty() ? "" : ", ") + name;
    };
    note(one.settings == other.settings, "settings");
    note(one.request.isSameText(other.request), "text that is asked for");
    note(one.request.tokens == other.request.tokens, "length");
    note(one.request == other.request, "request");
    note(one.run.prompt == other.run.prompt, "prompt");
    note(one.run.promptTokens == other.run.promptTokens, "prompt tokens");
    note(one.run.branches.size() == other.run.branches.size(), "number of branches");
    for (std::size_t i = 0; i < std::min(one.run.branches.size(), other.run.branches.size()); ++i) {
        const auto& a = one.run.branches[i];
        const auto& b = other.run.branches[i];
        note(a.name == b.name, "a branch's name");
        note(a.leaf == b.leaf, "a branch's tokens");
        note(a.seed == b.seed && a.stream == b.stream, "a branch's random numbers");
        note(a.limit == b.limit, "a branch's limit");
        note(a.stopReason == b.stopReason, "a branch's end");
    }
    note(one.run.current == other.run.current, "current branch");
    return all;
}

} // namespace

class ExplorePageRandomActionsTest : public QObject
{
    Q_OBJECT

private slots:
    void anythingInAnyOrder();

private:
    struct Action
    {
        const char* name;
        int weight;
        void (ExplorePageRandomActionsTest::*act)();
    };

    static const std::vector<Action>& actions();
    const Action& pick();

    int below(int end); // 0 or more

    ExplorePage& page() { return hands_->page(); }

    const RunDocument& document() { return hands_->document(); }

    const Run& run() { return hands_->run(); }

    QUndoStack& commands() { return *page().commands(); }

    void typeAWord();
    void deleteALetter();
    void anotherPrompt();
    void anotherSeed();
    void anotherLength();
    void moveASlider();
    void dragASlider();
    void otherOrder();
    void generate();
    void step();
    void clickAToken();
    void moveByKeys();
    void chooseACandidate();
    void chooseTheEnd();
    void continueFromHere();
    void continueDifferently();
    void switchBranch();
    void nameABranch();
    void deleteABranch();
    void clear();
    void startOver();
    void undo();
    void redo();
    void stopInTheMiddle();
    void actInTheMiddle();
    void ask();
    void reveal();
    void sample();
    void play();
    void lookAtTwoBranches();
    void openItsOwnFile();
    void openItsOwnSession();
    void pause();
    void waitForTheNext();

    void startALongRun();
    void beShort();
    void waitUntilIdle();
    void compareScreen();
    void compareSteps();
    void compareOneStep();
    void compareTheChart();
    void compareCommands();

    std::unique_ptr<ExploreHands> hands_;
    std::uint64_t seed_ = 0;
    std::uint64_t rolled_ = 0;
    std::vector<const QUndoCommand*> checkedCommands_; // when all was last undone,
    std::vector<RunState> checkedStates_;              // and what was before each, and after
    bool forgets_ = false;                             // the oldest commands
    bool looked_ = false;                              // maybe at another branch, since the command
};

const std::vector<ExplorePageRandomActionsTest::Action>& ExplorePageRandomActionsTest::actions()
{
    using Test = ExplorePageRandomActionsTest;
    static const std::vector<Action> all{
        {"type a word", 4, &Test::typeAWord},
        {"delete a letter", 2, &Test::deleteALetter},
        {"another prompt", 3, &Test::anotherPrompt},
        {"another seed", 3, &Test::anotherSeed},
        {"another length", 4, &Test::anotherLength},
        {"move a slider", 6, &Test::moveASlider},
        {"drag a slider", 3, &Test::dragASlider},
        {"other order", 2, &Test::otherOrder},
        {"generate", 8, &Test::generate},
        {"step", 8, &Test::step},
        {"click a token", 6, &Test::clickAToken},
        {"move by keys", 6, &Test::moveByKeys},
        {"choose a candidate", 10, &Test::chooseACandidate},
        {"choose the end", 1, &Test::chooseTheEnd},
        {"continue from here", 6, &Test::continueFromHere},
        {"another continuation", 6, &Test::continueDifferently},
        {"switch branch", 8, &Test::switchBranch},
        {"name a branch", 4, &Test::nameABranch},
        {"delete a branch", 3, &Test::deleteABranch},
        {"clear", 2, &Test::clear},
        {"start over", 1, &Test::startOver},
        {"undo", 10, &Test::undo},
        {"redo", 6, &Test::redo},
        {"stop in the middle", 2, &Test::stopInTheMiddle},
        {"act in the middle", 3, &Test::actInTheMiddle},
        {"ask", 6, &Test::ask},
        {"reveal", 4, &Test::reveal},
        {"sample", 6, &Test::sample},
        {"play", 4, &Test::play},
        {"before and after", 2, &Test::lookAtTwoBranches},
        {"open its own file", 2, &Test::openItsOwnFile},
        {"open its own session", 2, &Test::openItsOwnSession},
        {"pause", 6, &Test::pause},
        {"wait for the next", 6, &Test::waitForTheNext},
    };
    return all;
}

int ExplorePageRandomActionsTest::below(int end)
{
    return static_cast<int>(Dice(seed_, 77).roll(rolled_++) * end);
}

const ExplorePageRandomActionsTest::Action& ExplorePageRandomActionsTest::pick()
{
    int weights = 0;
    for (const auto& action : actions())
        weights += action.weight;
    int place = below(weights);
    for (const auto& action : actions())
        if ((place -= action.weight) < 0)
            return action;
    return actions().back();
}

void ExplorePageRandomActionsTest::typeAWord()
{
    constexpr std::array words{" sea", " the", "s", ".", " <|endoftext|>"};
    auto* field = hands_->controls().prompt();
    if (field->prompt().size() > 80)
        field->setPrompt("The");
    field->moveCursor(QTextCursor::End);
    QTest::keyClicks(field, words[static_cast<std::size_t>(below(words.size()))]);
}

void ExplorePageRandomActionsTest::deleteALetter()
{
    hands_->controls().prompt()->moveCursor(QTextCursor::End);
    QTest::keyClick(hands_->controls().prompt(), Qt::Key_Backspace);
}

void ExplorePageRandomActionsTest::anotherPrompt()
{
    constexpr std::array<std::string_view, 6> prompts{
        "The", "A ship", "", "Once upon a time", "a\r\nb \xF0\x9F\x99", "caf\xC3\xA9<|endoftext|>"};
    hands_->controls().prompt()->setPrompt(
        prompts[static_cast<std::size_t>(below(prompts.size()))]);
}

void ExplorePageRandomActionsTest::anotherSeed()
{
    auto* field = hands_->controls().seed()->field();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QString::number(below(3) + 1));
    if (below(2) == 0)
        QTest::keyClick(field, Qt::Key_Return);
}

void ExplorePageRandomActionsTest::anotherLength()
{
    hands_->controls().tokens()->setValue(1 + below(6));
}

void ExplorePageRandomActionsTest::moveASlider()
{
    auto& sampler = *hands_->controls().sampler();
    const std::array sliders{sampler.temperature(), sampler.topK(), sampler.topP()};
    auto* slider = sliders[static_cast<std::size_t>(below(sliders.size()))]->slider();
    for (int ticks = 1 + below(3); ticks > 0; --ticks)
        slider->setValue(below(1001));
}

void ExplorePageRandomActionsTest::dragASlider()
{
    auto* slider = hands_->controls().sampler()->temperature()->slider();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {below(slider->width()), y});
    for (int moves = 1 + below(3); moves > 0; --moves)
        QTest::mouseMove(slider, {below(slider->width()), y});
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {below(slider->width()), y});
}

void ExplorePageRandomActionsTest::otherOrder()
{
    const auto buttons = hands_->controls().sampler()->order()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons[below(static_cast<int>(buttons.size()))], Qt::LeftButton);
}

void ExplorePageRandomActionsTest::generate()
{
    hands_->controls().tokens()->setValue(1 + below(6));
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton);
}

void ExplorePageRandomActionsTest::step()
{
    QTest::mouseClick(hands_->controls().stepButton(), Qt::LeftButton);
}

void ExplorePageRandomActionsTest::clickAToken()
{
    const int first = page().text()->tokens().firstIndex();
    const int shown = page().text()->stepCount();
    if (shown == first)
        return;
    const auto rectangles = page().text()->tokenRectangles(first + below(shown - first));
    if (!rectangles.isEmpty())
        QTest::mouseClick(page().text()->viewport(), Qt::LeftButton, {},
                          rectangles.front().center());
}

void ExplorePageRandomActionsTest::moveByKeys()
{
    constexpr std::array keys{Qt::Key_Left, Qt::Key_Right, Qt::Key_Home,
                              Qt::Key_End,  Qt::Key_Up,    Qt::Key_Space};
    page().text()->setFocus();
    QTest::keyClick(page().text(), keys[static_cast<std::size_t>(below(keys.size()))]);
}

void ExplorePageRandomActionsTest::ask()
{
    hands_->press(QKeySequence(Qt::Key_F7));
}

void ExplorePageRandomActionsTest::reveal()
{
    hands_->press(QKeySequence(Qt::Key_F9));
}

void ExplorePageRandomActionsTest::sample()
{
    hands_->press(QKeySequence(Qt::Key_F10));
}

// By hand: it stands still between two actions.
void ExplorePageRandomActionsTest::play()
{
    auto& player = page().player();
    player.setPace(Player::slowest);
    if (!player.isOn())
        page().play();
    player.pause();
    player.moveBy(below(5) - 2);
    if (below(3) == 0)
        hands_->press(QKeySequence(Qt::Key_Escape));
}

void ExplorePageRandomActionsTest::lookAtTwoBranches()
{
    page().showBeforeAfter(true);
    if (page().isBeforeAfter())
        QCOMPARE(page().beforeAfter()->beginning()->stepCount() +
                     page().beforeAfter()->before()->stepCount() +
                     page().beforeAfter()->after()->stepCount(),
                 [this] {
                     const auto origin = originOf(run(), run().current);
                     std::size_t other = origin ? origin->branch : 1;
                     while (!origin && run().branches[other].length() == 0)
                         ++other;
                     return run().branch().length() + run().branches[other].length() -
                            sharedLength(run().branch(), run().branches[other]);
                 }());
    page().showBeforeAfter(false);
}

// Its place on the screen is tst_explore_page_forks'.
void ExplorePageRandomActionsTest::chooseACandidate()
{
    beShort();
    const auto rows = hands_->chart().rows();
    if (!rows.empty())
        emit hands_->chart().candidatePicked(
            rows[static_cast<std::size_t>(below(static_cast<int>(rows.size())))].token);
}

void ExplorePageRandomActionsTest::chooseTheEnd()
{
    beShort();
    page().choose(bundledModel()->bounds.ends.front());
}

void ExplorePageRandomActionsTest::continueFromHere()
{
    beShort();
    hands_->press(QKeySequence("Ctrl+Shift+H"));
}

void ExplorePageRandomActionsTest::continueDifferently()
{
    beShort();
    hands_->press(QKeySequence("Ctrl+Shift+A"));
}

// What follows a token is a few more.
void ExplorePageRandomActionsTest::beShort()
{
    hands_->controls().tokens()->setValue(document().selected().value_or(0) + 1 + below(6));
}

void ExplorePageRandomActionsTest::switchBranch()
{
    QList<QTreeWidgetItem*> items;
    for (QTreeWidgetItemIterator item(&hands_->branches()); *item; ++item)
        items << *item;
    if (hands_->branches().isHidden())
        return;
    auto* item = items[below(static_cast<int>(items.size()))];
    hands_->branches().scrollToItem(item);
    const auto before = run().current;
    QTest::mouseClick(hands_->branches().viewport(), Qt::LeftButton, {},
                      hands_->branches().visualItemRect(item).center());
    looked_ = looked_ || run().current != before;
}

void ExplorePageRandomActionsTest::nameABranch()
{
    auto& list = hands_->branches();
    if (list.isHidden())
        return;
    list.setFocus();
    QTest::keyClick(&list, Qt::Key_F2);
    auto* editor = list.findChild<QLineEdit*>();
    if (!editor)
        return;
    constexpr std::array names{"first", "second", " ", "a longer name"};
    editor->selectAll();
    QTest::keyClicks(editor, names[static_cast<std::size_t>(below(names.size()))]);
    const int end = below(4); // or it stays open
    if (end < 3)
        QTest::keyClick(editor, end == 0 ? Qt::Key_Escape : Qt::Key_Return);
}

void ExplorePageRandomActionsTest::deleteABranch()
{
    if (hands_->branches().isHidden())
        return;
    QTest::keyClick(&hands_->branches(), Qt::Key_Delete);
}

void ExplorePageRandomActionsTest::clear()
{
    hands_->press(QKeySequence("Ctrl+L"));
}

void ExplorePageRandomActionsTest::startOver()
{
    page().startOver();
}

void ExplorePageRandomActionsTest::undo()
{
    for (int times = 1 + below(4); times > 0; --times)
        hands_->press(QKeySequence::Undo);
    looked_ = true; // what is shown now was shown before what was undone
}

void ExplorePageRandomActionsTest::redo()
{
    for (int times = 1 + below(4); times > 0; --times)
        hands_->press(QKeySequence::Redo);
}

void ExplorePageRandomActionsTest::startALongRun()
{
    hands_->controls().tokens()->setValue(longRun);
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!page().isRunning() || document().size() > 0, 60'000);
}

void ExplorePageRandomActionsTest::stopInTheMiddle()
{
    startALongRun();
    QTest::mouseClick(hands_->controls().stopButton(), Qt::LeftButton);
}

// What is done now must not be mixed up with the run.
void ExplorePageRandomActionsTest::actInTheMiddle()
{
    startALongRun();
    for (int times = 1 + below(3); times > 0; --times) {
        const auto& action = pick();
        if (action.act != &ExplorePageRandomActionsTest::actInTheMiddle &&
            action.act != &ExplorePageRandomActionsTest::waitForTheNext)
            (this->*action.act)();
    }
    page().stop();
}

void ExplorePageRandomActionsTest::openItsOwnFile()
{
    const auto written = page().shownRun();
    if (written.branches.empty())
        return;
    const auto read = runFromRows(nlohmann::json::parse(rowsToJson(written).dump()));
    QVERIFY(read);
    page().open(*read);
    QCOMPARE(page().message()->sentence(), QString());
    QCOMPARE(rowsToJson(page().shownRun())[0]["steps"].dump(),
             rowsToJson(written)[0]["steps"].dump());
}

// With all branches: nothing of it may be another.
void ExplorePageRandomActionsTest::openItsOwnSession()
{
    page().takeTyped();
    page().stop();
    QVERIFY(hands_->waitForTheEnd());
    const auto written = textOf({.explore = page().state(), .comparison = {}}, "");
    const auto read = sessionFromText(written);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    page().open(read->explore);
    QCOMPARE(textOf({.explore = page().state(), .comparison = {}}, ""), written);
}

// As long as it takes until the prompt is read.
void ExplorePageRandomActionsTest::pause()
{
    QCoreApplication::processEvents();
    page().takeTyped();
}

void ExplorePageRandomActionsTest::waitForTheNext()
{
    page().takeTyped();
    const auto reason = document().branch().stopReason;
    if (document().size() == 0 || reason == StopReason::Length || reason == StopReason::Stopped)
        QTRY_VERIFY(document().hasNext());
}

void ExplorePageRandomActionsTest::waitUntilIdle()
{
    QVERIFY(hands_->waitForTheEnd());
    QCoreApplication::processEvents();
    QVERIFY(hands_->waitForTheEnd()); // of what a key began then
}

void ExplorePageRandomActionsTest::compareScreen()
{
    const bool isPart = page().hidesText() || page().player().isOn();
    if (isPart)
        QVERIFY(expectedText(run()).startsWith(hands_->shown()));
    else
        QCOMPARE(hands_->shown(), expectedText(run()));
    QVERIFY(page().text()->stepCount() <= document().size());
    QCOMPARE(page().stepPanel()->entropyChart()->stepCount(), page().text()->stepCount());
    if (isPart)
        return;
    QCOMPARE(page().text()->stepCount(), document().size());
    QCOMPARE(document().path().size(), pathTo(document().branch().leaf).size());
    QVERIFY(document().selected().value_or(0) <= document().size());
    QCOMPARE(page().text()->selected(), document().selected());
    QVERIFY(!hands_->controls().stopButton()->isEnabled());
    QCOMPARE(hands_->controls().clearButton()->isEnabled(), document().size() > 0);

    auto& list = hands_->branches();
    QCOMPARE(list.isHidden(), run().branches.size() == 1);
    if (list.isHidden())
        return;
    QVERIFY(list.isEnabled());
    std::size_t items = 0;
    for (QTreeWidgetItemIterator item(&list); *item; ++item)
        ++items;
    QCOMPARE(items, run().branches.size());
    QVERIFY(list.currentItem());
    QCOMPARE(list.currentItem()->data(0, Qt::UserRole).toULongLong(), run().current);
}

// Every random number is the one that its place says.
void ExplorePageRandomActionsTest::compareSteps()
{
    for (const auto& branch : run().branches) {
        int index = 0;
        for (const auto& node : pathTo(branch.leaf)) {
            QCOMPARE(node->index, index);
            QCOMPARE(
                node->step.u,
                Dice(branch.seed, node->step.stream).roll(static_cast<std::uint64_t>(index++)));
        }
    }
}

// What the model says of one of them; u picked it, unless somebody did.
void ExplorePageRandomActionsTest::compareOneStep()
{
    if (document().size() == 0)
        return;
    const int index = below(document().size());
    const auto& step = document().step(index);
    const auto distribution = Distribution::rank(logitsAfter(document().textBefore(index))).value();
    const auto shaped = distribution.shape(step.settings);
    const int rank = distribution.rankOf(step.token);
    QCOMPARE(step.rank, rank);
    QVERIFY(std::abs(step.modelProbability - distribution.probability(rank)) < 1e-12);
    QVERIFY(std::abs(step.samplingProbability - shaped.probability(rank)) < 1e-12);
    QVERIFY(step.chosen || shaped.draw(step.u) == rank);
}

void ExplorePageRandomActionsTest::compareTheChart()
{
    page().takeTyped();
    if (!document().selected() || page().hidesText())
        return;
    if (document().textBefore(*document().selected()).empty()) { // the prompt's first token
        QVERIFY(!document().distribution());
        QVERIFY(hands_->chart().rows().empty());
        return;
    }
    QTRY_VERIFY(document().distribution());
    const auto logits = logitsAfter(document().textBefore(*document().selected()));
    const auto shaped = Distribution::rank(logits).value().shape(hands_->settings());
    QTRY_VERIFY(std::ranges::all_of(hands_->chart().rows(), [&](const ChartRow& row) {
        return row.sampling == shaped.probability(row.rank) &&
               row.verdict == shaped.verdict(row.rank);
    }));
    compareChart(hands_->chart(), logits, hands_->settings());
}

// All the way back and forth again.
void ExplorePageRandomActionsTest::compareCommands()
{
    page().takeTyped();
    QVERIFY(commands().count() <= 1000);
    const auto last = document().state();
    const bool looked = looked_; // each undo says that the index is another
    const int index = commands().index();
    const int count = commands().count();
    std::vector states{last};
    while (commands().canUndo()) {
        commands().undo();
        compareScreen();
        states.push_back(document().state());
    }
    std::ranges::reverse(states);

    // The first state, or that of the oldest command that was there last time too.
    std::vector<const QUndoCommand*> present;
    for (int i = 0; i < count; ++i)
        present.push_back(commands().command(i));
    const auto oldest = std::span(present).first(std::min<std::size_t>(present.size(), 10));
    const auto found = std::ranges::search(checkedCommands_, oldest);
    if (!forgets_)
        QVERIFY(states.front() == checkedStates_.front());
    else if (const auto before = static_cast<std::size_t>(found.begin() - checkedCommands_.begin());
             !found.empty() && before < checkedStates_.size())
        QVERIFY(states.front() == checkedStates_[before]);

    for (std::size_t i = 1; i < states.size(); ++i) {
        commands().redo();
        QVERIFY2(withoutCurrent(document().state()) == withoutCurrent(states[i]),
                 (qPrintable(commands().undoText()) + std::string(": ") +
                  differences(document().state(), states[i]))
                     .c_str());
        compareScreen();
    }
    QCOMPARE(commands().index(), index);
    QCOMPARE(commands().count(), count);
    QVERIFY(looked || document().state() == last);
    page().takeTyped(); // the controls say what they said
    QCOMPARE(commands().index(), index);
    QCOMPARE(commands().count(), count);
    checkedCommands_ = std::move(present);
    checkedStates_ = std::move(states);
}

void ExplorePageRandomActionsTest::anythingInAnyOrder()
{
    const int count = numberIn("LOGITSCOPE_ACTIONS", usualActions);
    seed_ = static_cast<std::uint64_t>(numberIn("LOGITSCOPE_SEED", 1));
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
    QTRY_VERIFY(document().hasNext());
    checkedStates_ = {document().state()};
    connect(&commands(), &QUndoStack::indexChanged, this, [this] {
        looked_ = false;
        forgets_ = forgets_ || commands().count() == 1000;
    });
    const int often = std::max(25, count / 40);
    for (int i = 0; i < count && !QTest::currentTestFailed(); ++i) {
        const auto& action = pick();
        const auto act = [&] {
            (this->*action.act)();
            waitUntilIdle();
            if (QTest::currentTestFailed())
                return;
            compareScreen();
            compareSteps();
            QVERIFY(commands().count() <= 1000);
            if (i % 10 == 9)
                compareOneStep();
            if (i % 20 == 19)
                compareTheChart();
            if (i % often == often - 1 || i + 1 == count)
                compareCommands();
        };
        act();
        if (QTest::currentTestFailed())
            qWarning("LOGITSCOPE_SEED=%llu: action %d, %s", static_cast<unsigned long long>(seed_),
                     i, action.name);
    }
    commands().disconnect(this);
    hands_.reset();
}

LOGITSCOPE_TEST(ExplorePageRandomActionsTest)
#include "tst_explore_page_random_actions.moc"
