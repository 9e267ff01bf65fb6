// Presenter mode as a room sees it, and that it leaves no trace.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/tally_view.h"
#include "tests/test_program.h"
#include "widgets/chart/butterfly_plot.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/draws_plot.h"
#include "widgets/chart/draws_view.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/chart/two_chains.h"
#include "widgets/control/elided_label.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QAbstractScrollArea>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace logitscope;

namespace
{

// Whether nothing that it stands in cuts it off.
bool isWhole(const QWidget& part)
{
    if (!part.isVisible())
        return false;
    for (const auto* around = part.parentWidget(); around; around = around->parentWidget())
        if (!around->rect().contains(QRect(part.mapTo(around, QPoint()), part.size())))
            return false;
    return true;
}

bool presentAText(WindowFixture& fixture, QSize screen)
{
    return fixture.openBundledModel() && fixture.generate("The", 30) && fixture.present(screen);
}

} // namespace

class PresenterModeTest : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsVisible_data();
    void everythingIsVisible();

    void viewsOfTheStepAreVisible_data() { everythingIsVisible_data(); }

    void viewsOfTheStepAreVisible();

    void aRoundIsVisible_data() { everythingIsVisible_data(); }

    void aRoundIsVisible();
    void aRoundGoesOnInPresenterMode();
    void compareIsVisible_data();
    void compareIsVisible();
    void nothingScrolls_data();
    void nothingScrolls();
    void leavesNoTrace();
    void leavesNoTraceFromAnotherPage();
    void keepsTheFocus();
    void escClosesTheStepFirst();
    void hasAZoomOfItsOwn();
    void zoomGivesBackTheRoomItTook();
    void zoomGivesBackTheColumns();
    void aLargeZoomLeavesTheLegendItsNumbers();
    void theLayoutCanBeReset();
};

void PresenterModeTest::everythingIsVisible_data()
{
    QTest::addColumn<QSize>("screen");
    QTest::newRow("XGA") << QSize(1024, 768);
    QTest::newRow("full HD") << QSize(1920, 1080);
}

// No part is outside of the screen, under another, or scrolled away.
void PresenterModeTest::everythingIsVisible()
{
    QFETCH(QSize, screen);
    WindowFixture fixture;
    QVERIFY(presentAText(fixture, screen));

    auto& controls = fixture.controls();
    auto& page = fixture.page();
    const auto one = [&]<class Part>(Part*) -> QWidget* { return page.findChild<Part*>(); };
    const std::vector<QWidget*> parts{controls.prompt(),
                                      controls.tokens(),
                                      controls.generateButton(),
                                      controls.stepButton(),
                                      controls.sampler()->strategy(),
                                      controls.sampler()->temperature()->slider(),
                                      controls.sampler()->topK()->slider(),
                                      controls.sampler()->topP()->slider(),
                                      page.text(),
                                      page.stepPanel()->distributionChart(),
                                      one(static_cast<RandomNumberStrip*>(nullptr)),
                                      one(static_cast<ChartLegend*>(nullptr)),
                                      one(static_cast<ShadeLegend*>(nullptr)),
                                      one(static_cast<ShadeBar*>(nullptr)),
                                      page.stepPanel()->entropies()};
    for (auto* part : parts)
        QTRY_VERIFY2(isWhole(*part), qPrintable(QString("%1 %2").arg(
                                         part->metaObject()->className(), part->accessibleName())));
    // The hand has something to move.
    QVERIFY(controls.sampler()->temperature()->slider()->width() > screen.width() / 5);
    // The most likely tokens are in view, and so is the sampled one, whatever its rank.
    const auto* chart = page.stepPanel()->distributionChart();
    QTRY_VERIFY(!chart->findChild<QScrollBar*>()->isVisible());
    const auto rows = chart->rows();
    QVERIFY(rows.size() >= 5 && rows.size() <= 11);
    QCOMPARE(rows.front().rank, 0);
    QCOMPARE(std::ranges::count_if(rows, &ChartRow::chosen), 1);
}

// The two chains and the draws, in place of the chart; nothing scrolls but their rows.
void PresenterModeTest::viewsOfTheStepAreVisible()
{
    QFETCH(QSize, screen);
    WindowFixture fixture;
    QVERIFY(presentAText(fixture, screen));

    auto& panel = *fixture.page().stepPanel();
    auto* chains = panel.twoChains();
    auto* draws = panel.draws();
    draws->setAnimated(false);
    const auto areWhole = [](const std::vector<QWidget*>& parts) {
        for (auto* part : parts)
            QTRY_VERIFY2(isWhole(*part),
                         qPrintable(QString("%1 %2").arg(part->metaObject()->className(),
                                                         part->accessibleName())));
    };
    panel.setView(StepPanel::View::TwoChains);
    areWhole({panel.viewButton(), chains->chooser(), chains->pinButton(), chains->textA(),
              chains->textB(), chains->summary(), chains->picks(), chains->plot(),
              chains->findChild<LegendWidget*>()});
    QVERIFY(chains->plot()->visibleRows() >= 5);
    panel.setView(StepPanel::View::Draws);
    draws->draw();
    areWhole({panel.viewButton(), draws->countSwitch(), draws->drawButton(), draws->deviation(),
              draws->test(), draws->meaning(), draws->plot(), draws->findChild<LegendWidget*>()});
    QVERIFY(draws->plot()->visibleRows() >= 5);
}

// What is asked, what twelve people say, and the chart, at once; then the player's controls.
void PresenterModeTest::aRoundIsVisible()
{
    QFETCH(QSize, screen);
    WindowFixture fixture;
    QVERIFY(presentAText(fixture, screen));

    auto& page = fixture.page();
    auto& panel = *page.predictions();
    auto* chart = page.stepPanel()->distributionChart();
    const auto areWhole = [](const std::vector<QWidget*>& parts) {
        for (auto* part : parts)
            QTRY_VERIFY2(isWhole(*part),
                         qPrintable(QString("%1 %2").arg(part->metaObject()->className(),
                                                         part->accessibleName())));
    };
    page.stepPanel()->setView(StepPanel::View::Draws); // the question stands in the chart's place
    page.ask({}, 5);
    for (int person = 0; person < 12; ++person)
        panel.takeChat(QString("Person %1: electroencephalographically%1 5%").arg(person));
    areWhole({chart, panel.entry(), panel.pasteButton(), panel.revealButton(), panel.sampleButton(),
              panel.menuButton(), panel.tally(), page.text()});
    QTRY_VERIFY(panel.tally()->viewport()->height() >= 2 * panel.tally()->sizeHintForRow(0));
    page.reveal();
    areWhole({chart, panel.sampleButton(), panel.menuButton(), panel.tally(), page.text()});
    QTRY_VERIFY(chart->rows().size() >= 4);
    page.sample();
    areWhole({chart, panel.askButton(), panel.menuButton(), panel.tally(), page.text()});
    page.endRound();
    page.play();
    areWhole({page.playBar()->playButton(), page.playBar()->pace(), page.text()});
    page.endPlaying();
    QTRY_VERIFY(page.stepPanel()->draws()->isVisible()); // as before the round
}

// One that was on before: in the places of what it hides.
void PresenterModeTest::aRoundGoesOnInPresenterMode()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    auto& page = fixture.page();
    const auto* strip = page.findChild<RandomNumberStrip*>();
    page.ask({}, 0);
    for (int i = 0; i < 2; ++i) {
        QTRY_VERIFY(page.predictions()->isVisible());
        window.setPresenting(true);
        QVERIFY(page.stepPanel()->isAncestorOf(page.predictions()));
        QTRY_VERIFY(page.predictions()->isVisible() && !strip->isVisible());
        QVERIFY(!page.findChild<ChartLegend*>()->isVisible());
        window.setPresenting(false);
        QTRY_VERIFY(page.predictions()->isVisible() && strip->isVisible());
    }
    page.endRound();
    window.setPresenting(true);
    QVERIFY(!page.predictions()->isVisible());
    QTRY_VERIFY(strip->isVisible());
}

void PresenterModeTest::compareIsVisible_data()
{
    QTest::addColumn<QSize>("screen");
    QTest::addColumn<bool>("wasShown"); // before presenter mode
    QTest::newRow("XGA") << QSize(1024, 768) << true;
    QTest::newRow("WXGA") << QSize(1280, 800) << true;
    QTest::newRow("WXGA, from Explore") << QSize(1280, 800) << false;
    QTest::newRow("full HD") << QSize(1920, 1080) << true;
    QTest::newRow("full HD, from Explore") << QSize(1920, 1080) << false;
}

// All nine cells; the page itself doesn't scroll either.
void PresenterModeTest::compareIsVisible()
{
    QFETCH(QSize, screen);
    QFETCH(bool, wasShown);
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    if (wasShown)
        window.showPage(MainWindow::Compare);
    window.setPresenting(true);
    fixture.appearance().present(screen.height());
    window.showPage(MainWindow::Compare);
    window.showNormal(); // the off-screen screen has a size of its own
    window.resize(screen);
    QTRY_COMPARE(window.size(), screen);
    QTRY_COMPARE(window.comparePage()->size(), screen);

    auto* controls = window.comparePage()->controls();
    QTRY_VERIFY(isWhole(*controls->prompt()));
    QTRY_VERIFY(isWhole(*controls->generateButton()));
    QTRY_VERIFY(isWhole(*window.comparePage()->findChild<ShadeLegend*>()));
    const auto& cells = window.comparePage()->grid()->cells();
    QCOMPARE(cells.size(), std::size_t(9));
    for (auto* cell : cells) {
        QTRY_VERIFY2(isWhole(*cell), cell->strategy().name.c_str());
        QVERIFY2(isWhole(*cell->text(0)), cell->strategy().name.c_str());
        // Three lines, the smallest of which a room can read.
        QVERIFY(cell->text(0)->fontMetrics().height() * 4 < cell->text(0)->height());
        QVERIFY(QFontInfo(cell->text(0)->font()).pixelSize() >= screen.height() / 40);
    }
}

void PresenterModeTest::nothingScrolls_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<QSize>("screen");
    for (const auto screen : {QSize(1024, 768), QSize(1920, 1080)}) {
        QTest::addRow("Serve, %d", screen.height()) << int(MainWindow::Serve) << screen;
        QTest::addRow("Models, %d", screen.height()) << int(MainWindow::Models) << screen;
        QTest::addRow("Learn, %d", screen.height()) << int(MainWindow::Learn) << screen;
    }
}

// A room sees all controls, models and lessons; afterwards their explanations are there again.
void PresenterModeTest::nothingScrolls()
{
    QFETCH(int, which);
    QFETCH(QSize, screen);
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    window.showPage(static_cast<MainWindow::PageName>(which));
    const auto texts = [&window] { // that can be seen
        QStringList all;
        for (const auto* label : window.findChildren<QLabel*>())
            if (label->isVisible())
                all << label->text();
        return all;
    };
    const auto before = texts();
    QVERIFY(fixture.present(screen));
    int areas = 0;
    for (auto* area : window.findChildren<QAbstractScrollArea*>()) {
        if (!area->isVisible())
            continue;
        ++areas;
        QTRY_VERIFY2(area->verticalScrollBar()->maximum() == 0, area->metaObject()->className());
    }
    QVERIFY(areas > 0);
    window.setPresenting(false);
    QTRY_COMPARE(texts(), before);
}

void PresenterModeTest::leavesNoTrace()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    QVERIFY(fixture.generate("The", 30));
    auto& window = fixture.window();
    fixture.appearance().setZoom(70); // the off-screen screen is small, and Qt 6.8 keeps to it
    QCoreApplication::processEvents();
    window.setGeometry(20, 60, 740, 680);
    QTRY_COMPARE(window.width(), 740);
    auto* splitter = fixture.page().findChild<SteadySplitter*>();
    splitter->setDivision({190, 270, 248});
    const auto picture = [&] { return window.grab().toImage(); };
    QTest::mouseMove(&window, {1, 1});
    fixture.page().text()->setFocus();
    QImage before; // once nothing moves any more
    QTRY_VERIFY([&] {
        const auto last = std::exchange(before, picture());
        return before == last;
    }());
    const auto columns = splitter->sizes();
    const auto geometry = window.geometry();

    for (int round = 0; round < 2; ++round) {
        window.setPresenting(true);
        QVERIFY(window.isFullScreen());
        fixture.appearance().zoomIn();
        window.showPage(MainWindow::Compare);
        fixture.appearance().zoomOut();
        fixture.appearance().zoomOut();
        window.showPage(MainWindow::Explore);
        QCoreApplication::processEvents();
        window.setPresenting(false);
        QTRY_COMPARE(window.geometry(), geometry);
        QTRY_COMPARE(splitter->sizes(), columns);
    }
    QCOMPARE(fixture.appearance().zoom(), 70);
    fixture.page().text()->setFocus();
    QTRY_COMPARE(picture(), before);

    window.setPresenting(true); // closed in the middle of it
    fixture.restart();
    QCOMPARE(fixture.settings().value("columns").toList(), (QVariantList{190, 270, 248}));
}

void PresenterModeTest::leavesNoTraceFromAnotherPage()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    QVERIFY(fixture.generate("The", 30));
    auto& window = fixture.window();
    fixture.appearance().setZoom(70);
    QCoreApplication::processEvents();
    window.setGeometry(20, 60, 740, 680);
    QTRY_COMPARE(window.width(), 740);
    const auto places = [&] {
        QList<QRect> all;
        for (const auto* part : fixture.page().findChildren<QWidget*>())
            if (part->isVisibleTo(&fixture.page()))
                all << part->geometry();
        std::ranges::sort(all, {}, [](const QRect& rect) { // some move to another parent
            return std::tuple(rect.x(), rect.y(), rect.width(), rect.height());
        });
        return all;
    };
    QList<QRect> before;
    QTRY_VERIFY([&] {
        const auto last = std::exchange(before, places());
        return before == last;
    }());
    window.setPresenting(true);
    QCoreApplication::processEvents();
    window.showPage(MainWindow::Compare);
    QCoreApplication::processEvents();
    window.setPresenting(false);
    QCoreApplication::processEvents();
    window.showPage(MainWindow::Explore);
    QTRY_COMPARE(places(), before);
}

void PresenterModeTest::keepsTheFocus()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* prompt = fixture.controls().prompt();
    prompt->setFocus();
    window.setPresenting(true);
    QTRY_COMPARE(window.focusWidget(), prompt);
    window.setPresenting(false);
    QTRY_COMPARE(window.focusWidget(), prompt);
}

void PresenterModeTest::escClosesTheStepFirst()
{
    WindowFixture fixture;
    QVERIFY(fixture.openBundledModel());
    auto& window = fixture.window();
    window.showPage(MainWindow::Compare);
    window.comparePage()->controls()->tokens()->setValue(2);
    QSignalSpy finished(window.comparePage(), &ComparePage::runFinished);
    window.comparePage()->generate();
    QVERIFY(finished.wait());
    window.setPresenting(true);
    auto* step = window.comparePage()->findChild<StepComparison*>();
    emit window.comparePage()->grid()->cells().front()->tokenSelected(0, 0);
    QTRY_VERIFY(step->isVisible());
    const auto actions = window.actions();
    auto* esc = *std::ranges::find(actions, QKeySequence("Esc"), &QAction::shortcut);
    esc->trigger();
    QVERIFY(!step->isVisible());
    QVERIFY(window.isFullScreen());
    esc->trigger();
    QVERIFY(!window.isFullScreen());
}

void PresenterModeTest::hasAZoomOfItsOwn()
{
    WindowFixture fixture;
    fixture.appearance().setZoom(125);
    const auto usual = QApplication::font().pointSizeF();
    fixture.window().setPresenting(true);
    const auto presented = QApplication::font().pointSizeF();
    QVERIFY(presented > usual);
    fixture.appearance().zoomIn();
    QTRY_VERIFY(QApplication::font().pointSizeF() > presented);
    fixture.window().setPresenting(false);
    QCOMPARE(QApplication::font().pointSizeF(), usual);
    QCOMPARE(fixture.settings().value("zoom").toInt(), 125);
}

void PresenterModeTest::zoomGivesBackTheRoomItTook()
{
    WindowFixture fixture;
    auto& window = fixture.window();
    fixture.appearance().setZoom(70);
    QCoreApplication::processEvents();
    window.resize(1, 1); // as small as it gets
    const QSize smallest = window.size();
    fixture.appearance().setZoom(125);
    QTRY_VERIFY(window.width() > smallest.width());
    QVERIFY(window.width() <= window.screen()->size().width());
    fixture.appearance().setZoom(70);
    QTRY_COMPARE(window.size(), smallest);

    // What the user made of it meanwhile stays.
    fixture.appearance().setZoom(125);
    QTRY_VERIFY(window.width() > smallest.width());
    const QSize chosen = window.size() + QSize(40, 30);
    window.resize(chosen);
    fixture.appearance().setZoom(70);
    QCoreApplication::processEvents();
    QCOMPARE(window.size(), chosen);
}

void PresenterModeTest::zoomGivesBackTheColumns()
{
    WindowFixture fixture;
    auto* columns = fixture.page().findChild<SteadySplitter*>();
    const auto before = columns->sizes();
    fixture.appearance().setZoom(300);
    QTRY_VERIFY(columns->sizes()[0] > before[0] * 2);
    fixture.appearance().setZoom(100);
    QTRY_COMPARE(columns->sizes(), before);
}

// Its ends and middle don't lie over each other; the page scrolls instead.
void PresenterModeTest::aLargeZoomLeavesTheLegendItsNumbers()
{
    WindowFixture fixture;
    auto* legend = fixture.page().findChild<ShadeLegend*>();
    for (const int zoom : {100, 250}) {
        fixture.appearance().setZoom(zoom);
        const double scale = legend->legend().sign(0).width();
        const auto text = shadeMarks(scale, legend->font()).join(QString());
        QTRY_VERIFY(legend->width() > legend->fontMetrics().horizontalAdvance(text));
    }
    QVERIFY(fixture.window().width() <= fixture.window().screen()->size().width());
}

void PresenterModeTest::theLayoutCanBeReset()
{
    WindowFixture fixture;
    auto& window = fixture.window();
    auto* splitter = fixture.page().findChild<SteadySplitter*>();
    const auto usual = splitter->sizes();
    fixture.appearance().setZoom(150);
    splitter->setDivision({600, 300, 300});
    fixture.page().stepPanel()->distributionChart()->setRowCount(40);
    for (auto* action : window.actions())
        if (action->text().contains("eset layout"))
            action->trigger();
    QCOMPARE(fixture.appearance().zoom(), 100);
    QTRY_COMPARE(splitter->sizes(), usual);
    QTRY_COMPARE(fixture.page().stepPanel()->distributionChart()->rowCount(), 20);
}

LOGITSCOPE_TEST(PresenterModeTest)
#include "tst_presenter_mode.moc"
