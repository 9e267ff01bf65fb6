// What the Compare page does after a first run: it goes on, goes back, and takes texts of
// Explore's.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/explore/explore_page.h"
#include "compare_fixture.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/seed_box.h"
#include "widgets/text/token_text.h"

#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

#include <random>

using namespace logitscope;

class CompareHistoryTest : public QObject, private CompareFixture
{
    Q_OBJECT

private slots:

    void init() { open(); }

    void cleanup() { close(); }

    void textsGoOnAsIfTheyHadNotStopped_data();
    void textsGoOnAsIfTheyHadNotStopped();
    void oneTextGoesOn();
    void whatIsOverDoesNotGoOn();
    void allThatIsDoneCanBeUndone();
    void whatRunsIsOneCommand();
    void strategiesGoOnFromATokenOfExplore();
    void branchesOfExploreStandBesideEachOther();

private:
    bool goOn(const std::function<void()>& action)
    {
        QSignalSpy finished(&page(), &ComparePage::runFinished);
        action();
        return finished.wait(60'000);
    }

    void doSomething(int what, std::mt19937& dice);
};

void CompareHistoryTest::textsGoOnAsIfTheyHadNotStopped_data()
{
    QTest::addColumn<bool>("ownStreams");
    QTest::newRow("same random numbers") << false;
    QTest::newRow("own random numbers") << true;
}

void CompareHistoryTest::textsGoOnAsIfTheyHadNotStopped()
{
    QFETCH(bool, ownStreams);
    page().controls()->sameRandomNumbers()->setChecked(!ownStreams);
    QVERIFY(!page().canContinue());
    QVERIFY(generate("The sea", 4));
    page().controls()->tokens()->setValue(5);
    QVERIFY(goOn([this] { page().continueFromHere(); }));
    for (std::size_t index = 0; index < 9; ++index)
        QCOMPARE(tokensOf(cell(index)),
                 alone("The sea", cell(index).strategy().settings, 7, 9, ownStreams ? index : 0));

    page().commands()->undo();
    QCOMPARE(tokensOf(cell(3)).size(), std::size_t{4});
    page().commands()->redo();
    QCOMPARE(tokensOf(cell(3)).size(), std::size_t{9});
    QVERIFY(goOn([this] { page().continueFromHere(); }));
    QCOMPARE(tokensOf(cell(3)),
             alone("The sea", cell(3).strategy().settings, 7, 14, ownStreams ? 3 : 0));
}

void CompareHistoryTest::oneTextGoesOn()
{
    QVERIFY(generate("The sea", 4));
    QVERIFY(goOn([this] { choose(cell(4), "Continue"); }));
    for (std::size_t index = 0; index < 9; ++index)
        QCOMPARE(tokensOf(cell(index)),
                 alone("The sea", cell(index).strategy().settings, 7, index == 4 ? 8 : 4));
    const auto selected = page().shownRun().branches[4];
    QVERIFY(selected.stopReason == StopReason::Length);
    QCOMPARE(stepsOf(selected)[6].u, Dice(7).roll(6));
}

// Where the context is full, nothing follows.
void CompareHistoryTest::whatIsOverDoesNotGoOn()
{
    QVERIFY(generate(QString("word ").repeated(507).trimmed(), 40));
    QVERIFY(!page().canContinue());
    const auto before = page().state();
    page().continueFromHere();
    QVERIFY(!page().isRunning());
    QVERIFY(page().state() == before);
}

void CompareHistoryTest::doSomething(int what, std::mt19937& dice)
{
    auto* grid = page().grid();
    auto* controls = page().controls();
    const auto any = [&] { return grid->cells()[dice() % grid->cells().size()]; };
    switch (what) {
    case 0:
        goOn([this] { page().generate(); });
        break;
    case 1:
        page().clear();
        break;
    case 2:
        grid->add({"mine", "A sentence.",
                   basicChain({.temperature = 0.1 * static_cast<double>(1 + dice() % 20)})});
        break;
    case 3:
        if (grid->cells().size() > 2)
            emit any()->removeRequested();
        break;
    case 4:
        emit any()->presetRequested(presets()[dice() % presets().size()]);
        break;
    case 5:
        grid->setReference(any());
        break;
    case 6:
        QTest::keyClicks(controls->prompt(),
                         QString(QChar(static_cast<char16_t>(97 + dice() % 26))));
        break;
    case 7:
        controls->seed()->reroll()->click();
        break;
    case 8:
        if (page().canContinue())
            goOn([this] { page().continueFromHere(); });
        break;
    case 9:
        emit controls->resetRequested();
        break;
    case 10:
        emit any()->duplicateRequested();
        break;
    case 11:
        for (auto* shown : grid->cells()) {
            if (shown->runButton()->isVisible()) {
                goOn([shown] { shown->runButton()->click(); });
                break;
            }
        }
        break;
    default:
        page().addRun({.prompt = "caf\xE9", .seed = dice(), .tokens = 2},
                      basicChain({.temperature = 0.5}));
    }
}

void CompareHistoryTest::allThatIsDoneCanBeUndone()
{
    std::mt19937 dice(5);
    page().controls()->tokens()->setValue(2);
    page().commands()->clear();
    const auto first = page().state();
    std::vector<ComparisonState> states{first};
    for (int count = 0; count < 45; ++count) {
        const int before = page().commands()->index();
        doSomething(static_cast<int>(dice() % 13), dice);
        if (page().commands()->index() > before) // and not joined the one before
            states.push_back(page().state());
        else
            states.back() = page().state();
        QCOMPARE(static_cast<int>(states.size()), page().commands()->index() + 1);
    }
    QVERIFY(states.size() > 20);
    for (std::size_t index = states.size() - 1; index-- > 0;) {
        page().commands()->undo();
        QVERIFY2(page().state() == states[index], qPrintable(QString::number(index)));
    }
    QVERIFY(!page().commands()->canUndo());
    QVERIFY(page().state() == first);
    for (std::size_t index = 1; index < states.size(); ++index) {
        page().commands()->redo();
        QVERIFY2(page().state() == states[index], qPrintable(QString::number(index)));
    }
}

void CompareHistoryTest::whatRunsIsOneCommand()
{
    QVERIFY(generate("The sea", 3));
    const auto before = page().state();
    const int commands = page().commands()->count();
    page().controls()->tokens()->setValue(400);
    page().generate();
    QTRY_VERIFY(!tokensOf(cell(0)).empty());
    QVERIFY(goOn([this] {
        page().grid()->add({"added meanwhile", "", basicChain({.topK = 7})});
        page().stop();
    }));
    QCOMPARE(page().commands()->count(), commands + 2); // the length, and the run
    page().commands()->setIndex(commands);
    QVERIFY(page().state() == before);
}

void CompareHistoryTest::strategiesGoOnFromATokenOfExplore()
{
    fixture_->window().showPage(MainWindow::Explore);
    QVERIFY(fixture_->generate("The old house", 6, 3));
    fixture_->page().text()->setFocus();
    QTest::keyClick(fixture_->page().text(), Qt::Key_Home);
    QTest::keyClick(fixture_->page().text(), Qt::Key_Right);
    const auto text = fixture_->page().document().textBefore(2);
    QVERIFY(goOn([this] { fixture_->page().compareWaysFromHere(); }));
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
    const auto run = page().shownRun();
    QCOMPARE(run.promptTokens, text);
    for (const auto& row : run.branches) {
        QCOMPARE(row.length(), 6);
        QCOMPARE(row.seed, std::uint64_t{3});
    }
    QCOMPARE(page().controls()->settledRequest().prompt, bundledModel()->tokenizer.decode(text));
}

void CompareHistoryTest::branchesOfExploreStandBesideEachOther()
{
    auto& explore = fixture_->page();
    fixture_->window().showPage(MainWindow::Explore);
    QVERIFY(fixture_->generate("The old house", 6, 3));
    QVERIFY(!explore.canCompareBranches());
    explore.text()->setFocus();
    QTest::keyClick(explore.text(), Qt::Key_Home);
    QTest::keyClick(explore.text(), Qt::Key_Right);
    QSignalSpy finished(&explore, &ExplorePage::runFinished);
    explore.continueDifferently();
    QVERIFY(finished.wait(20'000));
    explore.renameBranch(1, "the other");
    const auto& branches = explore.document().run().branches;
    explore.compareBranches();
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
    QCOMPARE(page().grid()->cells().size(), std::size_t{2});
    for (std::size_t index : {0U, 1U}) {
        std::vector<TokenId> tokens;
        for (const auto& node : pathTo(branches[index].leaf))
            tokens.push_back(node->step.token);
        QCOMPARE(tokensOf(cell(index)), tokens);
    }
    QCOMPARE(cell(1).strategy().name, std::string("the other"));
    const int shared = sharedLength(branches[0], branches[1]);
    QCOMPARE(shared, 2);
    QVERIFY(cell(1).text(0)->departure().value_or(0) >= shared);
}

LOGITSCOPE_TEST(CompareHistoryTest)
#include "tst_compare_page_history.moc"
