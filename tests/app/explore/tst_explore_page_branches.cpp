// The list of branches, and branches as files: shown by a click, named and deleted with the
// keyboard, opened again with their numbers.
#include "app/window/run_files.h"
#include "core/run/comparison_json.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"

#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidgetItemIterator>
#include <QUndoStack>

#include <nlohmann/json.hpp>

using namespace logitscope;

class ExplorePageBranchesTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void oneBranchNeedsNoList();
    void aClickShowsABranch();
    void arrowsMoveBetweenBranches();
    void f2NamesABranch();
    void anEmptyNameIsNone();
    void aNameBeingTypedIsNotLost();
    void namingLeavesTheSelection();
    void delDeletesABranch();
    void theSelectedTokenStays();
    void theLastBranchStays();
    void greyWhileSomethingRuns();
    void aForkComesBackFromItsFile();
    void openingAFileEndsWhatRuns();
    void whatIsSelectedIsReadInAnyCase();
    void aRestartLeavesTheControls();

private:
    ExplorePage& page() { return hands_->page(); }

    const Run& run() { return hands_->run(); }

    BranchList& list() { return hands_->branches(); }

    void makeThreeBranches();
    QTreeWidgetItem* itemOf(std::size_t branch);
    void clickItem(std::size_t branch);
    void typeName(const QString& name);
    void compareShown(std::size_t branch);
    std::vector<TokenId> textBefore(std::size_t step);

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageBranchesTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
}

// The second goes its own way after 4 tokens, the third leaves the second after 7.
void ExplorePageBranchesTest::makeThreeBranches()
{
    QVERIFY(hands_->fixture().generate("The old house", 10, 3));
    for (const int step : {3, 6}) {
        hands_->clickToken(step);
        page().continueDifferently();
        QVERIFY(hands_->waitForTheEnd());
    }
    QCOMPARE(run().branches.size(), 3U);
    QCOMPARE(run().current, 2U);
    QCOMPARE(sharedLength(run().branches[0], run().branches[1]), 4);
    QCOMPARE(sharedLength(run().branches[1], run().branches[2]), 7);
}

QTreeWidgetItem* ExplorePageBranchesTest::itemOf(std::size_t branch)
{
    for (QTreeWidgetItemIterator item(&list()); *item; ++item)
        if ((*item)->data(0, Qt::UserRole).toULongLong() == branch)
            return *item;
    return nullptr;
}

void ExplorePageBranchesTest::clickItem(std::size_t branch)
{
    auto* item = itemOf(branch);
    QVERIFY(item);
    list().scrollToItem(item);
    const auto place = list().visualItemRect(item).center();
    QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, place);
}

void ExplorePageBranchesTest::typeName(const QString& name)
{
    QTest::keyClick(&list(), Qt::Key_F2);
    auto* editor = list().findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, name);
}

std::vector<TokenId> ExplorePageBranchesTest::textBefore(std::size_t step)
{
    auto text = run().promptTokens;
    const auto tokens = hands_->tokens();
    text.insert(text.end(), tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(step));
    return text;
}

void ExplorePageBranchesTest::compareShown(std::size_t branch)
{
    QCOMPARE(run().current, branch);
    std::string text = run().prompt;
    for (const auto& node : pathTo(run().branches[branch].leaf))
        text += bundledModel()->tokenizer.bytes(node->step.token);
    QCOMPARE(hands_->shown(), QString::fromStdString(text));
    const int last = run().branches[branch].length() - 1;
    QCOMPARE(page().text()->selected(), std::optional(last));
    QTRY_VERIFY(hands_->document().distribution());
    compareChart(hands_->chart(), logitsAfter(textBefore(static_cast<std::size_t>(last))),
                 hands_->settings());
    QCOMPARE(list().currentItem(), itemOf(branch));
}

void ExplorePageBranchesTest::oneBranchNeedsNoList()
{
    QVERIFY(list().isHidden());
    QVERIFY(hands_->fixture().generate("The old house", 10, 3));
    QVERIFY(list().isHidden());
    hands_->clickToken(3);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    QVERIFY(list().isVisible());
    hands_->press(QKeySequence::Undo);
    QVERIFY(list().isHidden());
    hands_->press(QKeySequence::Redo);
    QVERIFY(list().isVisible());
}

void ExplorePageBranchesTest::aClickShowsABranch()
{
    makeThreeBranches();
    const auto before = run();
    const int commands = page().commands()->count();
    for (const std::size_t branch : {0U, 2U, 1U, 0U}) {
        clickItem(branch);
        compareShown(branch);
        QVERIFY(run().branches == before.branches);
    }
    QCOMPARE(page().commands()->count(), commands); // looking changes nothing

    // Each says its own part, and how long it is.
    const auto ownText = [&](std::size_t branch, std::size_t begin) {
        std::string text;
        for (const auto& node : pathTo(run().branches[branch].leaf))
            if (std::cmp_greater_equal(node->index, begin))
                text += bundledModel()->tokenizer.bytes(node->step.token);
        return "… " + QString::fromStdString(text).simplified();
    };
    QCOMPARE(itemOf(1)->text(0), ownText(1, 4));
    QCOMPARE(itemOf(2)->text(0), ownText(2, 7));
    QCOMPARE(itemOf(1)->parent(), itemOf(0));
    QCOMPARE(itemOf(2)->parent(), itemOf(1));
    QCOMPARE(itemOf(2)->text(1), QString("10 tokens"));
}

void ExplorePageBranchesTest::arrowsMoveBetweenBranches()
{
    makeThreeBranches();
    list().setFocus();
    QTest::keyClick(&list(), Qt::Key_Up);
    compareShown(1);
    QTest::keyClick(&list(), Qt::Key_Up);
    compareShown(0);
    QTest::keyClick(&list(), Qt::Key_Down);
    compareShown(1);
}

void ExplorePageBranchesTest::f2NamesABranch()
{
    makeThreeBranches();
    clickItem(1);
    const auto before = hands_->document().state();
    const auto text = itemOf(1)->text(0);
    typeName("  The sad one ");
    QTest::keyClick(list().findChild<QLineEdit*>(), Qt::Key_Return);
    QTRY_COMPARE(run().branches[1].name, std::string("The sad one"));
    QCOMPARE(itemOf(1)->text(0), QString("The sad one"));
    QCOMPARE(run().branches[1].leaf, before.run.branches[1].leaf);
    const auto after = hands_->document().state();
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
    QCOMPARE(itemOf(1)->text(0), text);
    hands_->press(QKeySequence::Redo);
    QVERIFY(hands_->document().state() == after);
    QCOMPARE(itemOf(1)->text(0), QString("The sad one"));

    // Esc leaves it as it is.
    list().setFocus();
    typeName("Another");
    QTest::keyClick(list().findChild<QLineEdit*>(), Qt::Key_Escape);
    QCoreApplication::processEvents();
    QVERIFY(hands_->document().state() == after);
    QCOMPARE(itemOf(1)->text(0), QString("The sad one"));
}

void ExplorePageBranchesTest::anEmptyNameIsNone()
{
    makeThreeBranches();
    clickItem(1);
    const auto text = itemOf(1)->text(0);
    const int commands = page().commands()->count();
    for (const auto& name : {QString(" "), QString("   ")}) {
        QSignalSpy renamed(&list(), &BranchList::renamed);
        typeName(name);
        QTest::keyClick(list().findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(renamed.count() == 1 || renamed.wait());
        QCOMPARE(run().branches[1].name, std::string());
        QCOMPARE(itemOf(1)->text(0), text);
        QCOMPARE(page().commands()->count(), commands);
    }
}

// Generate takes the focus from the field, and the name is that of the branch that it begins anew.
void ExplorePageBranchesTest::aNameBeingTypedIsNotLost()
{
    makeThreeBranches();
    QVERIFY(QTest::qWaitForWindowActive(&hands_->fixture().window()));
    clickItem(1);
    const auto before = hands_->document().state();
    list().setFocus();
    typeName("Again");
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(hands_->controls().generateButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QCOMPARE(run().branches[1].name, std::string("Again"));
    QCOMPARE(itemOf(1)->text(0), QString("Again"));
    while (page().commands()->canUndo() && !(hands_->document().state() == before))
        hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
}

void ExplorePageBranchesTest::namingLeavesTheSelection()
{
    makeThreeBranches();
    hands_->clickToken(2);
    page().renameBranch(2, "mine");
    QCOMPARE(hands_->document().selected(), std::optional(2));
    QCOMPARE(page().text()->selected(), std::optional(2));
    compareChart(hands_->chart(), logitsAfter(textBefore(2)), hands_->settings());
}

void ExplorePageBranchesTest::delDeletesABranch()
{
    makeThreeBranches();
    clickItem(1);
    const auto before = hands_->document().state();
    list().setFocus();
    QTest::keyClick(&list(), Qt::Key_Delete);
    QCOMPARE(run().branches.size(), 2U);
    QVERIFY(run().branches[0] == before.run.branches[0]);
    QVERIFY(run().branches[1] == before.run.branches[2]);
    compareShown(1);
    QCOMPARE(itemOf(1)->parent(), itemOf(0)); // it leaves the first one now
    const auto after = hands_->document().state();
    hands_->press(QKeySequence::Undo);
    QVERIFY(hands_->document().state() == before);
    compareShown(1);
    hands_->press(QKeySequence::Redo);
    QVERIFY(hands_->document().state() == after);

    // The last of the list: the one above is shown.
    clickItem(1);
    list().setFocus();
    QTest::keyClick(&list(), Qt::Key_Delete);
    QCOMPARE(run().branches.size(), 1U);
    QVERIFY(run().branches[0] == before.run.branches[0]);
    QVERIFY(list().isHidden());
    QCOMPARE(run().current, 0U);
}

// Where it is in the text; otherwise the one nearest to it.
void ExplorePageBranchesTest::theSelectedTokenStays()
{
    makeThreeBranches();
    hands_->clickToken(5);
    const auto token = hands_->document().path()[5];
    page().deleteBranch(2);
    QCOMPARE(hands_->document().selected(), 5);
    QCOMPARE(hands_->document().path()[5], token); // it was the other branch's, too
    page().commands()->undo();
    QCOMPARE(hands_->document().selected(), 5);
    QCOMPARE(run().current, 2U);

    QVERIFY(hands_->fixture().generate("The sea", 4, 3));
    page().step();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(hands_->document().selected(), 4);
    page().commands()->undo();
    QCOMPARE(hands_->document().selected(), 3);
    hands_->clickToken(1);
    page().commands()->redo();
    QCOMPARE(hands_->document().size(), 5);
    QCOMPARE(hands_->document().selected(), 1);
    QCOMPARE(page().text()->selected(), 1);
}

void ExplorePageBranchesTest::theLastBranchStays()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    const auto before = hands_->document().state();
    page().deleteBranch(0);
    QVERIFY(hands_->document().state() == before);
}

void ExplorePageBranchesTest::greyWhileSomethingRuns()
{
    makeThreeBranches();
    QVERIFY(list().isEnabled());
    hands_->controls().tokens()->setValue(400);
    hands_->clickToken(2);
    page().continueDifferently();
    QVERIFY(!list().isEnabled());
    QTRY_VERIFY(hands_->document().size() > 3);
    const auto current = run().current;
    const auto branches = run().branches.size();
    page().showBranch(0);
    page().deleteBranch(0);
    QCOMPARE(run().current, current);
    QCOMPARE(run().branches.size(), branches);
    page().stop();
    QVERIFY(hands_->waitForTheEnd());
    QVERIFY(list().isEnabled());
}

void ExplorePageBranchesTest::aForkComesBackFromItsFile()
{
    // A token by hand, another stream and other settings, one after the other.
    QVERIFY(hands_->fixture().generate("The old house", 9, 3));
    hands_->clickToken(2);
    page().continueDifferently();
    QVERIFY(hands_->waitForTheEnd());
    hands_->setSettings(basicChain({.temperature = 1.4, .topK = 60, .topP = 0.95}));
    hands_->clickToken(5);
    const auto chosen = Distribution::rank(logitsAfter(textBefore(5))).value().token(3);
    page().choose(chosen);
    QVERIFY(hands_->waitForTheEnd());
    const auto expected = rowsToJson(page().shownRun());
    const auto tokens = hands_->tokens();
    const auto text = hands_->shown();
    QVERIFY(hands_->document().step(5).chosen || tokens[5] == chosen);

    const QTemporaryDir folder;
    const auto file = folder.filePath("fork.json");
    QVERIFY(hands_->fixture().window().runFiles()->exportTo(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const auto read = runFromRows(nlohmann::json::parse(written.readAll().toStdString()));
    QVERIFY(read);
    const auto steps = stepsOf(read->branches.front());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& step = steps[i];
        QCOMPARE(step.token, tokens[i]);
        QCOMPARE(step.chosen, i == 5);
        QCOMPARE(step.stream, i < 3 ? 0U : 1U);
        QCOMPARE(step.u, Dice(3, step.stream).roll(i));
    }

    hands_->fixture().restart();
    QVERIFY(hands_->openModel());
    QVERIFY(hands_->fixture().window().runFiles()->open(file));
    QVERIFY(!page().isRunning()); // nothing is made anew
    QCOMPARE(hands_->tokens(), tokens);
    QCOMPARE(hands_->shown(), text);
    QCOMPARE(page().message()->sentence(), QString());
    QCOMPARE(rowsToJson(page().shownRun()).dump(), expected.dump());
    for (const std::size_t index : {8U, 5U, 0U, 4U}) {
        hands_->clickToken(static_cast<int>(index));
        QTRY_VERIFY(hands_->document().distribution());
        compareChart(hands_->chart(), logitsAfter(textBefore(index)), hands_->settings());
    }

    // It goes on with its own random numbers.
    QVERIFY(hands_->pressStep());
    QCOMPARE(hands_->document().step(9).stream, 1U);
    QCOMPARE(hands_->document().step(9).u, Dice(3, 1).roll(9));
    QCOMPARE(hands_->tokens().back(),
             drawnAfter(textBefore(9), 9, 10, hands_->settings(), Dice(3, 1)).front().token);
    page().commands()->undo(); // the step
    page().commands()->undo(); // the file
    QCOMPARE(hands_->document().size(), 0);
}

void ExplorePageBranchesTest::openingAFileEndsWhatRuns()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    hands_->clickToken(2);
    page().choose(Distribution::rank(logitsAfter(textBefore(2))).value().token(7));
    QVERIFY(hands_->waitForTheEnd());
    const auto tokens = hands_->tokens();
    const QTemporaryDir folder;
    const auto file = folder.filePath("fork.json");
    QVERIFY(hands_->fixture().window().runFiles()->exportTo(file));

    hands_->controls().tokens()->setValue(400);
    page().generate();
    QTRY_VERIFY(hands_->document().size() > 0);
    QVERIFY(hands_->fixture().window().runFiles()->open(file));
    QVERIFY(!page().isRunning());
    QCOMPARE(hands_->tokens(), tokens);
    QTRY_VERIFY(hands_->document().hasNext()); // by when more would have come
    QCOMPARE(hands_->tokens(), tokens);
    QVERIFY(hands_->pressStep());
    QCOMPARE(hands_->document().size(), 7);
}

// The steps of a file have no logits before the model has read them, and something that runs
// meanwhile doesn't keep it from that.
void ExplorePageBranchesTest::whatIsSelectedIsReadInAnyCase()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    hands_->clickToken(4);
    page().choose(bundledModel()->bounds.ends.front());
    auto file = page().shownRun();
    file.branch().leaf = follow(nullptr, stepsOf(file.branch())); // nodes that nobody knows
    page().clear();
    page().open(file);
    QVERIFY(!hands_->document().distribution());
    page().step(); // nothing follows the end
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(hands_->document().size(), 5);
    QTRY_VERIFY(hands_->document().distribution());
    compareChart(hands_->chart(), logitsAfter(textBefore(4)), hands_->settings());

    page().clear();
    page().open(file);
    hands_->controls().tokens()->setValue(400);
    hands_->clickToken(2);
    page().continueFromHere();
    QTRY_VERIFY(hands_->document().size() > 4);
    hands_->clickToken(1); // somebody looks back while it goes on
    QVERIFY(!hands_->document().distribution());
    const int size = hands_->document().size();
    QTRY_VERIFY(!page().isRunning() || hands_->document().size() > size + 4);
    page().stop();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(hands_->document().selected(), std::optional(1));
    QTRY_VERIFY(hands_->document().distribution());
    compareChart(hands_->chart(), logitsAfter(textBefore(1)), hands_->settings());
}

// The run of last time has steps by hand; length and sliders have moved since.
void ExplorePageBranchesTest::aRestartLeavesTheControls()
{
    const QTemporaryDir folder;
    hands_ = std::make_unique<ExploreHands>();
    hands_->fixture().window().keepSessionIn(folder.filePath("data"));
    QVERIFY(hands_->openModel());
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    hands_->clickToken(2);
    page().choose(Distribution::rank(logitsAfter(textBefore(2))).value().token(7));
    QVERIFY(hands_->waitForTheEnd());
    const auto tokens = hands_->tokens();
    const SamplerChain moved = basicChain({.temperature = 1.9, .topK = 3});
    hands_->setSettings(moved);
    hands_->controls().tokens()->setValue(77);

    hands_->fixture().restart();
    hands_->fixture().window().keepSessionIn(folder.filePath("data"));
    QVERIFY(hands_->openModel());
    QTRY_COMPARE(hands_->tokens(), tokens);
    QCOMPARE(hands_->settings(), moved);
    QCOMPARE(hands_->controls().tokens()->value(), 77);
    QVERIFY(hands_->document().step(2).chosen);
    QTRY_VERIFY(hands_->document().distribution());
    compareChart(hands_->chart(), logitsAfter(textBefore(5)), moved);
}

LOGITSCOPE_TEST(ExplorePageBranchesTest)
#include "tst_explore_page_branches.moc"
