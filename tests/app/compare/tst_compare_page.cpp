// The Compare page as a person drives it, in the real window on the bundled model.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "compare_fixture.h"
#include "core/sampling/dice.h"
#include "tests/test_program.h"
#include "widgets/chart/flag_legend.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/text/token_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <ranges>

using namespace logitscope;

class ComparePageTest : public QObject, private CompareFixture
{
    Q_OBJECT

private slots:

    void init() { open(); }

    void cleanup() { close(); }

    void everyCellIsWhatItsStrategyGivesAlone();
    void withItsOwnDiceEachCellHasItsOwnStream();
    void stopStopsAllAndKeepsWhatIsThere();
    void anEditedPromptIsNotTheRuns();
    void otherControlsAreNotTheRuns();
    void whatIsThrownAwayComesBack_data();
    void whatIsThrownAwayComesBack();
    void aTokenShowsItsStepUnderAllStrategies_data();
    void aTokenShowsItsStepUnderAllStrategies();
    void aStepOfARepeatSaysItsSeed();
    void flagsMarkTheFirstTokenThatDiffers();
    void flagsAreExplainedAndFound();
    void repeatsShowHowPredictableAStrategyIs();

private:
    void compareColumns(std::size_t selected, std::size_t step, std::uint64_t seed,
                        bool ownStreams);
};

void ComparePageTest::everyCellIsWhatItsStrategyGivesAlone()
{
    QVERIFY(generate("In a world where", 30));
    QCOMPARE(page().grid()->cells().size(), std::size_t(9));
    for (const auto* shown : page().grid()->cells()) {
        QCOMPARE(tokensOf(*shown), alone("In a world where", shown->strategy().settings, 7, 30));
        QCOMPARE(shown->text(0)->stepCount(), 30);
        QVERIFY(shown->figures().contains("distinct-2"));
    }
    QVERIFY(page().runBar()->text().startsWith("270 tokens"));
}

void ComparePageTest::withItsOwnDiceEachCellHasItsOwnStream()
{
    page().controls()->sameRandomNumbers()->setChecked(false);
    QVERIFY(generate("In a world where", 12));
    for (std::size_t index = 0; index < 9; ++index)
        QCOMPARE(tokensOf(cell(index)),
                 alone("In a world where", cell(index).strategy().settings, 7, 12, index));
}

// The cells show continuations alone: whose they are is said once the prompt is another.
void ComparePageTest::anEditedPromptIsNotTheRuns()
{
    auto* prompt = page().controls()->prompt();
    const auto text = [this] { return page().runBar()->text(); };
    QVERIFY(generate("Once upon", 3));
    const auto ended = text();
    QVERIFY(!ended.contains("Once upon"));
    prompt->setPrompt("Once upon a");
    QCOMPARE(text(), ended + " · for the prompt “Once upon”");
    prompt->setPrompt("Once upon");
    QCOMPARE(text(), ended);
    prompt->setPrompt("Twice");
    QVERIFY(generate("Twice", 3));
    QVERIFY(!text().contains("for the prompt"));
}

void ComparePageTest::stopStopsAllAndKeepsWhatIsThere()
{
    page().controls()->tokens()->setValue(400);
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(page().controls()->generateButton(), Qt::LeftButton);
    QTRY_VERIFY(!tokensOf(cell(8)).empty());
    QTest::mouseClick(page().controls()->stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait(20'000));
    for (const auto* shown : page().grid()->cells()) {
        QVERIFY(!tokensOf(*shown).empty() && tokensOf(*shown).size() < 400);
        QVERIFY(page().rows().find(shown, 0)->hasEnded);
    }
    QVERIFY(page().runBar()->text().contains("stopped"));
    QVERIFY(!page().controls()->stopButton()->isEnabled());
}

// Each column as the core has it, after the selected token's own text.
void ComparePageTest::compareColumns(std::size_t selected, std::size_t step, std::uint64_t seed,
                                     bool ownStreams)
{
    auto context = bundledModel()->model->newContext();
    auto text = bundledModel()->tokenizer.encode("The sea").value();
    for (const auto token : tokensOf(cell(selected)) | std::views::take(step))
        text.push_back(token);
    const auto distribution = Distribution::rank(context->prefill(text).value()).value();
    auto* chart = page().stepComparison()->chart();
    std::vector<StepMatrix::Mark> expected;
    for (std::size_t column = 0; column < page().grid()->cells().size(); ++column) {
        const auto shaped = distribution.shape(cell(column).strategy().settings);
        const double u = Dice(seed, ownStreams ? column : 0).roll(step);
        expected.push_back({shaped.info.kept, shaped.draw(u)});
    }
    const auto shown = [chart] {
        std::vector<StepMatrix::Mark> marks;
        const auto* matrix = chart->matrix();
        for (std::size_t column = 0; matrix && column < matrix->columnCount(); ++column)
            marks.push_back(matrix->mark(column));
        return marks;
    };
    QTRY_COMPARE(shown(), expected);
    // What was selected is what its own column samples.
    QCOMPARE(distribution.token(*expected[selected].choice), tokensOf(cell(selected))[step]);
}

void ComparePageTest::otherControlsAreNotTheRuns()
{
    QVERIFY(generate("The", 3));
    auto& controls = *page().controls();
    auto* bar = page().findChild<RunBar*>();
    QVERIFY(!bar->text().contains("made with"));
    controls.tokens()->setValue(9);
    QTRY_VERIFY(bar->text().endsWith("made with length 3"));
    controls.sameRandomNumbers()->click();
    QTRY_VERIFY(bar->text().endsWith("made with length 3, the same random numbers"));
    controls.tokens()->setValue(3);
    controls.sameRandomNumbers()->click();
    QTRY_VERIFY(!bar->text().contains("made with"));
}

void ComparePageTest::whatIsThrownAwayComesBack_data()
{
    QTest::addColumn<QString>("how");
    for (const char* how : {"clear", "reset", "remove", "edit", "generate"})
        QTest::newRow(how) << how;
}

void ComparePageTest::whatIsThrownAwayComesBack()
{
    QFETCH(QString, how);
    page().addStrategy(basicChain({.temperature = 0.3}));
    QVERIFY(generate("The", 3));
    page().addStrategy(basicChain({.temperature = 0.4})); // has no text yet
    const auto texts = [this] {
        std::vector<std::vector<TokenId>> all;
        for (const auto* cell : page().grid()->cells())
            all.push_back(tokensOf(*cell));
        return all;
    };
    const auto before = texts();
    const auto strategies = page().grid()->strategies();
    const auto whole = page().state();
    const int at = page().commands()->index();
    auto* last = page().grid()->cells()[8]; // nucleus
    if (how == "clear")
        page().clear();
    else if (how == "reset")
        emit page().controls()->resetRequested();
    else if (how == "remove")
        choose(*last, "Remove");
    else if (how == "edit")
        emit last->presetRequested(*findStrategy("argmax"));
    else
        QVERIFY(generate("Once", 2));
    QVERIFY(texts() != before);
    if (how != "generate")
        QVERIFY(page().findChild<RunBar*>()->text().endsWith("Ctrl+Z brings them back."));
    const auto after = page().state();
    page().commands()->setIndex(at); // a new prompt is a command of its own
    QCOMPARE(texts(), before);
    QCOMPARE(page().grid()->strategies(), strategies);
    QVERIFY(page().state() == whole);
    page().commands()->setIndex(page().commands()->count());
    QVERIFY(page().state() == after);
}

void ComparePageTest::aTokenShowsItsStepUnderAllStrategies_data()
{
    QTest::addColumn<bool>("ownStreams");
    QTest::newRow("same random numbers") << false;
    QTest::newRow("own random numbers") << true;
}

void ComparePageTest::aTokenShowsItsStepUnderAllStrategies()
{
    QFETCH(bool, ownStreams);
    page().controls()->sameRandomNumbers()->setChecked(!ownStreams);
    QVERIFY(generate("The sea", 10));
    for (const std::size_t index : {0, 4, 8}) {
        auto* text = cell(index).text(0);
        text->setFocus();
        QTest::keyClick(text, Qt::Key_Home);
        compareColumns(index, 0, 7, ownStreams);
        QTest::keyClick(text, Qt::Key_End); // by now all texts differ
        compareColumns(index, 9, 7, ownStreams);
        QVERIFY(page().stepComparison()->isVisible());
    }
    QCOMPARE(page().stepComparison()->title(), QString("Step 10 of nucleus, under all strategies"));

    // It follows the strategies.
    page().addStrategy(basicChain({.temperature = 0.42}));
    compareColumns(8, 9, 7, ownStreams);
    choose(cell(2), "Remove");
    QCOMPARE(page().stepComparison()->chart()->matrix()->columnCount(), std::size_t(9));

    page().closeWhatIsInTheWay(); // which Esc does when nothing runs
    QVERIFY(!page().stepComparison()->isVisible());
}

void ComparePageTest::aStepOfARepeatSaysItsSeed()
{
    page().controls()->repeats()->setValue(3);
    QVERIFY(generate("The sea", 4));
    auto* text = cell(3).text(2);
    text->setFocus();
    QTest::keyClick(text, Qt::Key_Home);
    QTRY_COMPARE(page().stepComparison()->title(),
                 QString("Step 1 of high temperature, seed 9, under all strategies"));
}

void ComparePageTest::flagsMarkTheFirstTokenThatDiffers()
{
    QVERIFY(generate("In a world where", 30));
    page().grid()->setReference(&cell(4));
    for (std::size_t index = 0; index < 9; ++index) {
        const auto mine = tokensOf(cell(index));
        const auto others = tokensOf(cell(4));
        const auto first = std::ranges::mismatch(mine, others).in1 - mine.begin();
        const auto expected = first < 30 ? std::optional(static_cast<int>(first)) : std::nullopt;
        QCOMPARE(cell(index).text(0)->departure(), expected);
    }
}

void ComparePageTest::flagsAreExplainedAndFound()
{
    auto* legend = page().flagLegend();
    QVERIFY(legend->text().endsWith("greedy"));
    page().grid()->setReference(&cell(4));
    QVERIFY(legend->text().endsWith("top-k 20"));
    page().addStrategy(basicChain({.temperature = 0.42})); // the same reference
    QVERIFY(legend->text().endsWith("top-k 20"));
    QCOMPARE(page().referenceRow(), std::size_t(0)); // there are no rows
    QVERIFY(generate("In a world where", 200));
    QCOMPARE(page().shownRun().branches[page().referenceRow()].name, std::string("top_k_20"));
    const auto isInView = [this](int index) {
        const auto* text = cell(static_cast<std::size_t>(index)).text(0);
        return text->viewport()->rect().contains(text->tokenRectangles(*text->departure()).first());
    };
    const auto allInView = [&] {
        return std::ranges::all_of(std::array{0, 1, 2, 3, 5, 6, 7, 8}, isInView);
    };
    QVERIFY(allInView()); // when the run has ended
    auto* bar = cell(1).text(0)->verticalScrollBar();
    bar->setValue(bar->maximum());
    QVERIFY(!isInView(1));
    QTest::mouseClick(legend, Qt::LeftButton);
    QVERIFY(allInView());
    choose(cell(0), "Remove");
    QCOMPARE(page().shownRun().branches[page().referenceRow()].name, std::string("top_k_20"));
    for (std::size_t count = page().grid()->cells().size(); count > 1; --count)
        choose(cell(count - 1), "Remove");
    QVERIFY(!legend->isVisible()); // alone there is nothing to differ from
}

void ComparePageTest::repeatsShowHowPredictableAStrategyIs()
{
    page().addStrategy(basicChain({.temperature = 0.0}));
    page().controls()->repeats()->setValue(3);
    QVERIFY(generate("Once upon a time", 12));
    QCOMPARE(cell(9).outputCount(), 3);
    QVERIFY(cell(9).figures().replace(QChar::Nbsp, ' ').startsWith("all identical"));
    for (int output = 0; output < 3; ++output)
        QCOMPARE(tokensOf(cell(3), output), alone("Once upon a time", cell(3).strategy().settings,
                                                  7 + static_cast<std::uint64_t>(output), 12));
    QVERIFY(cell(3).figures().replace(QChar::Nbsp, ' ').startsWith("3 of 3 distinct"));
}

LOGITSCOPE_TEST(ComparePageTest)
#include "tst_compare_page.moc"
