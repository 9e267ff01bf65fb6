// Strategies of the Compare page: edited, added, run alone.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_dialog.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "compare_fixture.h"
#include "core/run/comparison_json.h"
#include "tests/test_program.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/text/token_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <nlohmann/json.hpp>

using namespace logitscope;

class CompareStrategiesTest : public QObject, private CompareFixture
{
    Q_OBJECT

private slots:

    void init() { open(); }

    void cleanup() { close(); }

    void strategiesAreEditable();
    void aRemovedCellsMenuDoesNothing();
    void anEditedCellRunsAlone_data();
    void anEditedCellRunsAlone();
    void anAddedCellRunsAlone();
    void aPresetIsPickedInTheMenu();
    void theNameFollowsThePreset();
    void tooManyRowsAreASentence();
};

void CompareStrategiesTest::strategiesAreEditable()
{
    QVERIFY(generate("The sea", 5));
    choose(cell(1), "Edit…");
    auto* dialog = page().findChild<StrategyDialog*>();
    QVERIFY(dialog);
    dialog->name()->setText("mine");
    dialog->accept();
    QCOMPARE(cell(1).strategy().name, std::string("mine"));
    QCOMPARE(tokensOf(cell(1)).size(), std::size_t(5)); // another name, the same text
    QCOMPARE(page().shownRun().branches[1].name, std::string("mine"));

    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the dialog is gone
    choose(cell(1), "Edit…");
    dialog = page().findChildren<StrategyDialog*>().last();
    dialog->sampler()->setSettings(basicChain({.temperature = 0.3, .topK = 5}));
    dialog->accept();
    QCOMPARE(cell(1).strategy().settings, (basicChain({.temperature = 0.3, .topK = 5})));
    QVERIFY(tokensOf(cell(1)).empty()); // its text was other settings'
    QCOMPARE(page().shownRun().branches.size(), std::size_t(8));
    QCOMPARE(tokensOf(cell(2)).size(), std::size_t(5));

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

// It may still be open: the cell is deleted once the event loop that the menu began has ended.
void CompareStrategiesTest::aRemovedCellsMenuDoesNothing()
{
    const QPointer<StrategyCell> removed = &cell(8);
    choose(*removed, "Remove");
    const auto strategies = page().grid()->strategies();
    QCOMPARE(strategies.size(), std::size_t(8));
    QVERIFY(removed);
    for (const auto* entry :
         {"Duplicate", "Remove", "Use as reference", "Open in Explore", "Edit…"})
        choose(*removed, entry);
    emit removed->presetRequested(*findStrategy("argmax"));
    QCOMPARE(page().grid()->strategies(), strategies);
    QVERIFY(page().grid()->reference() != removed);
    QVERIFY(page().isVisible()); // and not Explore
    QVERIFY(!page().findChild<QDialog*>());
    QTRY_VERIFY(!removed);
}

void CompareStrategiesTest::anEditedCellRunsAlone_data()
{
    QTest::addColumn<bool>("ownStreams");
    QTest::newRow("same random numbers") << false;
    QTest::newRow("own random numbers") << true;
}

void CompareStrategiesTest::anEditedCellRunsAlone()
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
    dialog->sampler()->setSettings(basicChain({.temperature = 0.3, .topK = 5}));
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
                 alone("The sea", basicChain({.temperature = 0.3, .topK = 5}),
                       7 + static_cast<std::uint64_t>(output), 6, stream));
    for (const std::size_t index : {0, 1, 2, 3, 5, 6, 7, 8})
        QCOMPARE(tokensOf(cell(index), 2), before[index]);
    QVERIFY2(page().runBar()->text().startsWith("162 tokens"), qPrintable(page().runBar()->text()));

    const auto run = page().shownRun();
    QCOMPARE(run.branches.size(), std::size_t(27));
    for (std::size_t row = 0; row < 27; ++row) { // as the cells stand
        QCOMPARE(run.branches[row].name, cell(row / 3).strategy().name);
        QCOMPARE(run.branches[row].seed, 7 + row % 3);
    }
    const auto read = runFromRows(nlohmann::json::parse(rowsToJson(run).dump()));
    QVERIFY(read.has_value()); // a file of it opens again
}

void CompareStrategiesTest::anAddedCellRunsAlone()
{
    page().controls()->sameRandomNumbers()->setChecked(false);
    QVERIFY(generate("The sea", 6));
    choose(cell(0), "Remove");
    page().addStrategy(basicChain({.temperature = 0.42}));
    QVERIFY(cell(8).runButton()->isVisible());
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(cell(8).runButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    // Stream 8 is the ninth strategy's, which stands eighth by now.
    QCOMPARE(tokensOf(cell(8)), alone("The sea", basicChain({.temperature = 0.42}), 7, 6, 9));
    QCOMPARE(page().shownRun().branches.size(), std::size_t(9));

    // A cell that goes while it runs takes its rows along.
    page().controls()->tokens()->setValue(400);
    page().addStrategy(basicChain({.temperature = 0.43}));
    QTest::mouseClick(cell(9).runButton(), Qt::LeftButton);
    choose(cell(9), "Remove");
    page().stop();
    QTRY_VERIFY(!page().isRunning());
    QCOMPARE(page().shownRun().branches.size(), std::size_t(9));
}

void CompareStrategiesTest::aPresetIsPickedInTheMenu()
{
    QVERIFY(generate("The sea", 5));
    for (auto* action : cell(0).menuButton()->menu()->actions()) {
        if (action->menu())
            action->menu()->actions()[9]->trigger();
    }
    QCOMPARE(cell(0).strategy().name, std::string("argmax"));
    QCOMPARE(cell(0).strategy().settings, basicChain({.temperature = 0.0}));
    QVERIFY(page().rows().isEmpty(&cell(0)));
    QSignalSpy finished(&page(), &ComparePage::runFinished);
    QTest::mouseClick(cell(0).runButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QCOMPARE(tokensOf(cell(0)), alone("The sea", basicChain({.temperature = 0.0}), 7, 5));
}

// The name of a preset goes with its settings; one that a person typed stays.
void CompareStrategiesTest::theNameFollowsThePreset()
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
    QCOMPARE(dialog.strategy().settings, basicChain({.temperature = 0.0}));
}

void CompareStrategiesTest::tooManyRowsAreASentence()
{
    for (int more = 0; more < 5; ++more)
        page().addStrategy({});
    page().controls()->repeats()->setValue(5);
    page().generate();
    QVERIFY(!page().isRunning());
    QVERIFY(page().message()->sentence().contains("70"));
    QVERIFY(page().message()->sentence().contains("64"));
}

LOGITSCOPE_TEST(CompareStrategiesTest)
#include "tst_compare_page_strategies.moc"
