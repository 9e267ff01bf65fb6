// The Compare page as a person drives it, in the real window on the bundled model.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_dialog.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/window/run_files.h"
#include "core/generation/comparison_json.h"
#include "core/generation/decode.h"
#include "core/sampling/dice.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/text/flag_legend.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

using namespace logitscope;

namespace
{

// What the core draws without any batch.
std::vector<TokenId> alone(const std::string& prompt, const SamplerSettings& settings,
                           std::uint64_t seed, int count, std::uint64_t stream = 0)
{
    auto continuation = Continuation::begin(bundledModel(), prompt, seed, stream).value();
    std::vector<TokenId> tokens;
    const auto done =
        decode(continuation, count,
               {[&] { return settings; }, [&](const Step& step) { tokens.push_back(step.token); },
                [] { return false; }});
    return done ? tokens : std::vector<TokenId>();
}

std::vector<TokenId> tokensOf(const StrategyCell& cell, int output = 0)
{
    std::vector<TokenId> tokens;
    for (const auto& step : cell.steps(output))
        tokens.push_back(step.token);
    return tokens;
}

void choose(const StrategyCell& cell, const QString& text)
{
    for (auto* action : cell.menuButton()->menu()->actions()) {
        if (action->text().remove('&') == text)
            action->trigger();
    }
}

} // namespace

class ComparePageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void everyCellIsWhatItsStrategyGivesAlone();
    void withItsOwnDiceEachCellHasItsOwnStream();
    void stopStopsAllAndKeepsWhatIsThere();
    void anEditedPromptIsNotTheRuns();
    void aTokenShowsItsStepUnderAllStrategies_data();
    void aTokenShowsItsStepUnderAllStrategies();
    void aStepOfARepeatSaysItsSeed();
    void flagsMarkTheFirstTokenThatDiffers();
    void flagsAreExplainedAndFound();
    void repeatsShowHowPredictableAStrategyIs();
    void strategiesAreEditable();
    void anEditedCellRunsAlone_data();
    void anEditedCellRunsAlone();
    void anAddedCellRunsAlone();
    void aPresetIsPickedInTheMenu();
    void theNameFollowsThePreset();
    void tooManyRowsAreASentence();
    void openInExploreGivesTheSameText();
    void addToCompareTakesTheSettings();
    void addToCompareTakesThePrompt();
    void addToCompareIsReachedWithTab();
    void aPictureBringsTheRunBack();
    void aFailedExportIsASentence();
    void everythingPersists();
    void presenterModeIsLargeAndComesBack();
    void presenterModeShowsFourLinesOfACell();
    void presenterModeHasAPlaceForOneButton();

private:
    ComparePage& page() { return *fixture_->window().comparePage(); }

    StrategyCell& cell(std::size_t index) { return *page().grid()->cells()[index]; }

    bool generate(const QString& prompt, int tokens, std::uint64_t seed = 7);
    void compareColumns(std::size_t selected, std::size_t step, std::uint64_t seed,
                        bool ownStreams);

    std::unique_ptr<WindowFixture> fixture_;
};

void ComparePageTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    fixture_->window().resize(1280, 800);
    QVERIFY(fixture_->openBundledModel());
    fixture_->window().showPage(MainWindow::Compare);
}

bool ComparePageTest::generate(const QString& prompt, int tokens, std::uint64_t seed)
{
    auto& controls = *page().controls();
    controls.prompt()->clear();
    QTest::keyClicks(controls.prompt(), prompt);
    controls.tokens()->setValue(tokens);
    controls.seed()->setSeed(seed);
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(controls.generateButton(), Qt::LeftButton);
    return finished.wait(60'000);
}

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
    QTRY_VERIFY(!cell(8).steps(0).empty());
    QTest::mouseClick(page().controls()->stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait(20'000));
    for (const auto* shown : page().grid()->cells()) {
        QVERIFY(!shown->steps(0).empty() && shown->steps(0).size() < 400);
        QVERIFY(shown->reason(0).has_value());
    }
    QVERIFY(page().runBar()->text().contains("stopped"));
    QVERIFY(!page().controls()->stopButton()->isEnabled());
}

// Each column as the core has it, after the selected token's own text.
void ComparePageTest::compareColumns(std::size_t selected, std::size_t step, std::uint64_t seed,
                                     bool ownStreams)
{
    auto continuation = Continuation::begin(bundledModel(), "The sea", seed).value();
    auto logits = std::vector<float>(continuation.logits().begin(), continuation.logits().end());
    if (step > 0) {
        auto context = bundledModel()->model->newContext();
        auto text = continuation.promptTokens();
        for (const auto token : tokensOf(cell(selected)) | std::views::take(step))
            text.push_back(token);
        const auto after = context->prefill(text).value();
        logits.assign(after.begin(), after.end());
    }
    const auto distribution = Distribution::rank(logits).value();
    auto* chart = page().stepComparison()->chart();
    std::vector<CutoffChart::Mark> expected;
    for (std::size_t column = 0; column < page().grid()->cells().size(); ++column) {
        const auto shaped = distribution.shape(cell(column).strategy().settings);
        const double u = Dice(seed, ownStreams ? column : 0).roll(step);
        expected.push_back({shaped.info.kept, shaped.draw(u)});
    }
    const auto shown = [chart] {
        std::vector<CutoffChart::Mark> marks;
        for (std::size_t column = 0; column < chart->columnCount(); ++column)
            marks.push_back(chart->mark(column));
        return marks;
    };
    QTRY_COMPARE(shown(), expected);
    // What was selected is what its own column samples.
    QCOMPARE(distribution.token(expected[selected].choice), tokensOf(cell(selected))[step]);
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
    page().addStrategy({.temperature = 0.42});
    compareColumns(8, 9, 7, ownStreams);
    choose(cell(2), "Remove");
    QCOMPARE(page().stepComparison()->chart()->columnCount(), std::size_t(9));

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
    page().addStrategy({.temperature = 0.42}); // the same reference
    QVERIFY(legend->text().endsWith("top-k 20"));
    QCOMPARE(page().referenceRow(), std::size_t(0)); // there are no rows
    QVERIFY(generate("In a world where", 200));
    QCOMPARE(page().comparison().rows[page().referenceRow()].strategy, std::string("top_k_20"));
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
    QCOMPARE(page().comparison().rows[page().referenceRow()].strategy, std::string("top_k_20"));
    for (std::size_t count = page().grid()->cells().size(); count > 1; --count)
        choose(cell(count - 1), "Remove");
    QVERIFY(!legend->isVisible()); // alone there is nothing to differ from
}

void ComparePageTest::repeatsShowHowPredictableAStrategyIs()
{
    page().addStrategy({.temperature = 0.0});
    page().controls()->repeats()->setValue(3);
    QVERIFY(generate("Once upon a time", 12));
    QCOMPARE(cell(9).outputCount(), 3);
    QVERIFY(cell(9).figures().replace(QChar::Nbsp, ' ').startsWith("all identical"));
    for (int output = 0; output < 3; ++output)
        QCOMPARE(tokensOf(cell(3), output), alone("Once upon a time", cell(3).strategy().settings,
                                                  7 + static_cast<std::uint64_t>(output), 12));
    QVERIFY(cell(3).figures().replace(QChar::Nbsp, ' ').startsWith("3 of 3 distinct"));
}

void ComparePageTest::strategiesAreEditable()
{
    QVERIFY(generate("The sea", 5));
    choose(cell(1), "Edit…");
    auto* dialog = page().findChild<StrategyDialog*>();
    QVERIFY(dialog);
    dialog->name()->setText("mine");
    dialog->accept();
    QCOMPARE(cell(1).strategy().name, std::string("mine"));
    QCOMPARE(cell(1).steps(0).size(), std::size_t(5)); // another name, the same text
    QCOMPARE(page().comparison().rows[1].strategy, std::string("mine"));

    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the dialog is gone
    choose(cell(1), "Edit…");
    dialog = page().findChildren<StrategyDialog*>().last();
    dialog->sampler()->setSettings({.temperature = 0.3, .topK = 5});
    dialog->accept();
    QCOMPARE(cell(1).strategy().settings, (SamplerSettings{.temperature = 0.3, .topK = 5}));
    QVERIFY(cell(1).steps(0).empty()); // its text was other settings'
    QCOMPARE(page().comparison().rows.size(), std::size_t(8));
    QCOMPARE(cell(2).steps(0).size(), std::size_t(5));

    choose(cell(1), "Duplicate");
    QCOMPARE(page().grid()->cells().size(), std::size_t(10));
    QCOMPARE(cell(2).strategy().name, std::string("mine 2"));
    choose(cell(0), "Remove");
    QCOMPARE(cell(0).strategy().name, std::string("mine"));
    QCOMPARE(page().grid()->reference(), &cell(0));
    QVERIFY(generate("The sea", 5));
    QCOMPARE(tokensOf(cell(0)), alone("The sea", cell(0).strategy().settings, 7, 5));

    emit page().controls()->resetRequested();
    QCOMPARE(page().grid()->cells().size(), std::size_t(9));
    QCOMPARE(cell(0).strategy().name, std::string("greedy"));
}

void ComparePageTest::anEditedCellRunsAlone_data()
{
    QTest::addColumn<bool>("ownStreams");
    QTest::newRow("same random numbers") << false;
    QTest::newRow("own random numbers") << true;
}

void ComparePageTest::anEditedCellRunsAlone()
{
    QFETCH(bool, ownStreams);
    page().controls()->sameRandomNumbers()->setChecked(!ownStreams);
    page().controls()->repeats()->setValue(3);
    for (const auto* shown : page().grid()->cells())
        QVERIFY(!shown->runButton()->isVisible()); // nothing has run: Generate is for all
    QVERIFY(generate("The sea", 6));
    std::vector<std::vector<TokenId>> before;
    for (const auto* shown : page().grid()->cells())
        before.push_back(tokensOf(*shown, 2));
    choose(cell(4), "Edit…");
    auto* dialog = page().findChildren<StrategyDialog*>().last();
    dialog->sampler()->setSettings({.temperature = 0.3, .topK = 5});
    dialog->accept();
    page().controls()->prompt()->setPrompt("Something else"); // not what the others continue
    page().controls()->seed()->setSeed(99);
    for (std::size_t index = 0; index < 9; ++index)
        QCOMPARE(cell(index).runButton()->isVisible(), index == 4);

    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(cell(4).runButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QVERIFY(!cell(4).runButton()->isVisible());
    QCOMPARE(cell(4).outputCount(), 3);
    const std::uint64_t stream = ownStreams ? 4 : 0;
    for (int output = 0; output < 3; ++output)
        QCOMPARE(tokensOf(cell(4), output),
                 alone("The sea", {.temperature = 0.3, .topK = 5},
                       7 + static_cast<std::uint64_t>(output), 6, stream));
    for (const std::size_t index : {0, 1, 2, 3, 5, 6, 7, 8})
        QCOMPARE(tokensOf(cell(index), 2), before[index]);
    QVERIFY2(page().runBar()->text().startsWith("162 tokens"), qPrintable(page().runBar()->text()));

    const auto run = page().comparison();
    QCOMPARE(run.rows.size(), std::size_t(27));
    for (std::size_t row = 0; row < 27; ++row) { // as the cells stand
        QCOMPARE(run.rows[row].strategy, cell(row / 3).strategy().name);
        QCOMPARE(run.rows[row].transcript.seed, 7 + row % 3);
    }
    const auto read = comparisonFromJson(nlohmann::json::parse(toJson(run).dump()));
    QVERIFY(read.has_value()); // a file of it opens again
}

void ComparePageTest::anAddedCellRunsAlone()
{
    page().controls()->sameRandomNumbers()->setChecked(false);
    QVERIFY(generate("The sea", 6));
    choose(cell(0), "Remove");
    page().addStrategy({.temperature = 0.42});
    QVERIFY(cell(8).runButton()->isVisible());
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(cell(8).runButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    // Stream 8 is the ninth strategy's, which stands eighth by now.
    QCOMPARE(tokensOf(cell(8)), alone("The sea", {.temperature = 0.42}, 7, 6, 9));
    QCOMPARE(page().comparison().rows.size(), std::size_t(9));

    // A cell that goes while it runs takes its rows along.
    page().controls()->tokens()->setValue(400);
    page().addStrategy({.temperature = 0.43});
    QTest::mouseClick(cell(9).runButton(), Qt::LeftButton);
    choose(cell(9), "Remove");
    page().stop();
    QTRY_VERIFY(!page().isRunning());
    QCOMPARE(page().comparison().rows.size(), std::size_t(9));
}

void ComparePageTest::aPresetIsPickedInTheMenu()
{
    QVERIFY(generate("The sea", 5));
    for (auto* action : cell(0).menuButton()->menu()->actions()) {
        if (action->menu())
            action->menu()->actions().back()->trigger();
    }
    QCOMPARE(cell(0).strategy().name, std::string("argmax"));
    QCOMPARE(cell(0).strategy().settings, SamplerSettings{.temperature = 0.0});
    QVERIFY(cell(0).isEmpty());
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(cell(0).runButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QCOMPARE(tokensOf(cell(0)), alone("The sea", {.temperature = 0.0}, 7, 5));
}

// The name of a preset goes with its settings; one that a person typed stays.
void ComparePageTest::theNameFollowsThePreset()
{
    StrategyDialog dialog(*findStrategy("top_k_20"), 0);
    QCOMPARE(dialog.name()->text(), QString("top-k 20"));
    QCOMPARE(dialog.strategy().name, std::string("top_k_20"));
    auto* box = dialog.sampler()->strategy();
    const auto pick = [box](const QString& name) {
        box->setCurrentText(name);
        emit box->activated(box->currentIndex());
    };
    pick("argmax");
    QCOMPARE(dialog.name()->text(), QString("argmax"));
    pick("low temperature");
    QCOMPARE(dialog.name()->text(), QString("low temperature"));
    QCOMPARE(dialog.strategy().name, std::string("low_temp"));
    dialog.sampler()->temperature()->slider()->setValue(123);
    QCOMPARE(dialog.name()->text(), QString("custom"));
    dialog.name()->clear();
    QTest::keyClicks(dialog.name(), "mine");
    pick("argmax");
    QCOMPARE(dialog.strategy().name, std::string("mine"));
    QCOMPARE(dialog.strategy().settings, SamplerSettings{.temperature = 0.0});
}

void ComparePageTest::tooManyRowsAreASentence()
{
    for (int more = 0; more < 5; ++more)
        page().addStrategy({});
    page().controls()->repeats()->setValue(5);
    page().generate();
    QVERIFY(!page().isRunning());
    QVERIFY(page().message()->sentence().contains("70"));
    QVERIFY(page().message()->sentence().contains("64"));
}

void ComparePageTest::openInExploreGivesTheSameText()
{
    page().controls()->sameRandomNumbers()->setChecked(false);
    QVERIFY(generate("In a world where", 20));
    const auto shown = tokensOf(cell(7));
    auto* explore = fixture_->window().explorePage();
    QSignalSpy finished(explore, &ExplorePage::runFinished);
    choose(cell(7), "Open in Explore");
    QCOMPARE(fixture_->window().page(), MainWindow::Explore);
    QVERIFY(finished.wait(20'000));
    std::vector<TokenId> tokens;
    for (int step = 0; step < explore->exploration().size(); ++step)
        tokens.push_back(explore->exploration().step(step).token);
    QCOMPARE(tokens, shown);
}

void ComparePageTest::addToCompareTakesTheSettings()
{
    auto& explore = *fixture_->window().explorePage();
    fixture_->window().showPage(MainWindow::Explore);
    explore.controls()->sampler()->setSettings({.temperature = 0.42});
    QTest::mouseClick(explore.controls()->addToCompareButton(), Qt::LeftButton);
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
    QCOMPARE(cell(9).strategy().settings.temperature, 0.42);
    QCOMPARE(cell(9).strategy().name, std::string("custom"));
    // The card is in view.
    const auto isInView = [this] {
        const QRect place(cell(9).mapTo(page().grid()->viewport(), QPoint()), cell(9).size());
        return page().grid()->viewport()->rect().contains(place);
    };
    QTRY_VERIFY(isInView());
}

void ComparePageTest::addToCompareTakesThePrompt()
{
    auto& explore = *fixture_->window().explorePage();
    auto& controls = *page().controls();
    QVERIFY(generate("The sea", 5));
    const auto add = [&] {
        fixture_->window().showPage(MainWindow::Explore);
        QTest::mouseClick(explore.controls()->addToCompareButton(), Qt::LeftButton);
    };
    explore.controls()->setRequest({.prompt = "A ship", .seed = 3, .tokens = 12});
    add();
    QCOMPARE(controls.promptText(), std::string("A ship"));
    QCOMPARE(controls.seed()->seed(), std::uint64_t(3));
    QCOMPARE(controls.tokens()->value(), 12);
    QVERIFY(page().message()->sentence().contains("Generate replaces them"));
    QCOMPARE(tokensOf(cell(0)).size(), std::size_t(5)); // nothing is lost
    QVERIFY(page().runBar()->text().endsWith("for the prompt “The sea”"));
    page().message()->offers().front()->click();
    QCOMPARE(controls.promptText(), std::string("The sea"));
    QCOMPARE(controls.seed()->seed(), std::uint64_t(7));
    QCOMPARE(controls.tokens()->value(), 5);

    explore.controls()->setRequest({.prompt = "The sea", .seed = 7, .tokens = 5});
    add();
    QCOMPARE(page().message()->sentence(), QString()); // there is nothing to say
    QCOMPARE(page().grid()->cells().size(), std::size_t(11));
}

// In its place, after the length.
void ComparePageTest::addToCompareIsReachedWithTab()
{
    auto& window = fixture_->window();
    window.showPage(MainWindow::Explore);
    auto* controls = window.explorePage()->controls();
    controls->tokens()->setFocus();
    QTest::keyClick(controls->tokens(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), controls->addToCompareButton());
    QTest::keyClick(controls->addToCompareButton(), Qt::Key_Space);
    QCOMPARE(window.page(), MainWindow::Compare);
}

void ComparePageTest::aPictureBringsTheRunBack()
{
    QVERIFY(generate("In a world where", 15));
    const QTemporaryDir folder;
    for (const char* name :
         {"grid.png", "grid.svg", "grid.pdf", "grid.csv", "grid.json", "grid.md"})
        QVERIFY(fixture_->window().runFiles()->exportTo(folder.filePath(name)));
    std::vector<std::vector<TokenId>> before;
    QString text;
    for (const auto* shown : page().grid()->cells())
        before.push_back(tokensOf(*shown));
    text = cell(8).text(0)->plainText();

    for (const char* name : {"grid.png", "grid.svg", "grid.json"}) {
        emit page().controls()->resetRequested();
        page().controls()->prompt()->clear();
        fixture_->window().showPage(MainWindow::Explore);
        QVERIFY(fixture_->window().runFiles()->open(folder.filePath(name)));
        QCOMPARE(fixture_->window().page(), MainWindow::Compare);
        QCOMPARE(page().controls()->promptText(), std::string("In a world where"));
        QCOMPARE(page().controls()->seed()->seed(), std::uint64_t(7));
        for (std::size_t index = 0; index < 9; ++index)
            QCOMPARE(tokensOf(cell(index)), before[index]);
        QCOMPARE(cell(8).text(0)->plainText(), text);
    }
    QVERIFY(!fixture_->window().runFiles()->open(folder.filePath("grid.pdf")));
    QCOMPARE(tokensOf(cell(8)), before[8]); // what was there stays
}

void ComparePageTest::aFailedExportIsASentence()
{
    const auto nothing = fixture_->window().runFiles()->exportTo("/tmp/nothing.png");
    QVERIFY(!nothing);
    QVERIFY(generate("The sea", 3));
    const QTemporaryDir folder;
    const auto file = folder.filePath("none/grid.png");
    const auto failed = fixture_->window().runFiles()->exportTo(file);
    QVERIFY(!failed);
    QVERIFY(QString::fromStdString(failed.error().message).startsWith(file));
}

void ComparePageTest::everythingPersists()
{
    page().controls()->setRequest({.prompt = "A ship",
                                   .strategies = {},
                                   .seed = 99,
                                   .repeats = 5,
                                   .sameRandomNumbers = false,
                                   .tokens = 33});
    choose(cell(0), "Remove");
    page().addStrategy({.temperature = 0.42, .topK = 3});
    page().grid()->setReference(&cell(2));
    fixture_->restart();

    const auto request = page().controls()->request();
    QCOMPARE(request.prompt, std::string("A ship"));
    QCOMPARE(request.seed, std::uint64_t(99));
    QCOMPARE(request.repeats, 5);
    QCOMPARE(request.tokens, 33);
    QVERIFY(!request.sameRandomNumbers);
    QCOMPARE(page().grid()->cells().size(), std::size_t(9));
    QCOMPARE(cell(8).strategy().settings, (SamplerSettings{.temperature = 0.42, .topK = 3}));
    QCOMPARE(page().grid()->reference(), &cell(2));
    QCOMPARE(fixture_->window().page(), MainWindow::Compare);
}

void ComparePageTest::presenterModeIsLargeAndComesBack()
{
    auto& window = fixture_->window();
    const int before = window.fontInfo().pixelSize();
    window.setPresenting(true);
    QVERIFY(window.isFullScreen());
    const int height = window.screen()->size().height();
    QVERIFY(window.fontInfo().pixelSize() > before);
    for (const auto* widget : window.findChildren<QWidget*>()) {
        if (widget->isVisible())
            QVERIFY2(widget->fontInfo().pixelSize() * 40 >= height - 40,
                     widget->metaObject()->className());
    }
    QVERIFY(!page().controls()->seed()->isVisible());
    QVERIFY(page().controls()->generateButton()->isVisible());

    window.setPresenting(false);
    QVERIFY(!window.isFullScreen());
    QCOMPARE(window.fontInfo().pixelSize(), before);
    QVERIFY(page().controls()->seed()->isVisible());
}

void ComparePageTest::presenterModeShowsFourLinesOfACell()
{
    QVERIFY(generate("In a world where", 150));
    auto& window = fixture_->window();
    window.setPresenting(true);
    QCoreApplication::processEvents();
    const auto* text = cell(0).text(0);
    std::set<int> lines;
    for (int step = 0; step < text->stepCount(); ++step)
        for (const QRect& rectangle : text->tokenRectangles(step))
            if (text->viewport()->rect().contains(rectangle))
                lines.insert(rectangle.top());
    QVERIFY2(lines.size() >= 4, qPrintable(QString::number(lines.size())));
    // The whole cell is in view.
    QVERIFY(page().grid()->viewport()->rect().contains(cell(0).geometry()));

    // A step asks for no more room than there is.
    page().grid()->tokenSelected(&cell(0), 0, 3);
    QCoreApplication::processEvents();
    QVERIFY(page().stepComparison()->isVisible());
    QVERIFY(window.isFullScreen());
    QVERIFY(window.minimumSizeHint().height() <= window.screen()->size().height());
}

void ComparePageTest::presenterModeHasAPlaceForOneButton()
{
    auto& controls = *page().controls();
    fixture_->window().setPresenting(true);
    QVERIFY(controls.generateButton()->isVisible());
    QVERIFY(!controls.stopButton()->isVisible());
    const int oneLine = controls.prompt()->height();
    controls.prompt()->setPlainText("One.\nTwo.\nThree.\nFour.\nFive.");
    QCoreApplication::processEvents();
    const int line = controls.prompt()->fontMetrics().lineSpacing();
    QVERIFY(controls.prompt()->height() > oneLine);
    QVERIFY(controls.prompt()->height() < oneLine + 4 * line); // the grid has the rest
    controls.tokens()->setValue(400);
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(controls.generateButton(), Qt::LeftButton);
    QVERIFY(controls.stopButton()->isVisible());
    QVERIFY(!controls.generateButton()->isVisible());
    QTest::mouseClick(controls.stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QVERIFY(controls.generateButton()->isVisible());
    fixture_->window().setPresenting(false);
    QVERIFY(controls.stopButton()->isVisible());
    QVERIFY(controls.generateButton()->isVisible());
}

LOGITSCOPE_TEST(ComparePageTest)
#include "tst_compare_page.moc"
