// The step that is looked at on the Explore page: chosen with the mouse and the keyboard, shown
// under the present sliders, and compared with the core's own numbers.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "core_run.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/length_box.h"
#include "widgets/control/number_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"
#include "widgets/text/token_text.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class ExplorePageStepTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void theChartFollowsEverySlider();
    void theAxisStandsStillUnderADrag();
    void theFigureHasTheChartsRowsAndAxis();
    void aStrategySetsItsValues();
    void movingASliderChangesNoToken();
    void slidersActOnTheNextTokenWhileStreaming();
    void aClickShowsTheStepThatChoseTheToken();
    void arrowKeysMoveTheSelection();
    void theEntropyChartSelectsAStep();

private:
    ExplorePage& page() { return fixture_->page(); }

    ControlPanel& controls() { return fixture_->controls(); }

    SamplerPanel& sampler() { return *controls().sampler(); }

    DistributionChart& chart() { return *page().stepPanel()->distributionChart(); }

    void compareSelected(const CoreRun& reference, int step);

    std::unique_ptr<WindowFixture> fixture_;
};

void ExplorePageStepTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

void ExplorePageStepTest::compareSelected(const CoreRun& reference, int step)
{
    QCOMPARE(page().document().selected(), std::optional(step));
    QCOMPARE(page().text()->selected(), std::optional(step));
    compareChart(chart(), reference.logits[static_cast<std::size_t>(step)], sampler().settings());
}

void ExplorePageStepTest::theChartFollowsEverySlider()
{
    QVERIFY(fixture_->generate("The old house", 6, 3));
    const CoreRun reference("The old house", 6, 3, sampler().settings());
    const auto& logits = reference.logits.back();

    for (auto* slider : {sampler().temperature(), sampler().topK(), sampler().topP()}) {
        for (const int position : {100, 480, 730}) {
            const auto before = chart().rows();
            slider->slider()->setValue(position);
            QTRY_VERIFY(chart().rows() != before);
            compareChart(chart(), logits, sampler().settings());
        }
    }

    // Typing a value does the same, and beyond the slider's end too.
    auto* box = sampler().temperature()->box();
    box->selectAll();
    QTest::keyClicks(box, "3.5");
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(sampler().settings().value(StageKind::Temperature), 3.5);
    const auto shaped = Distribution::rank(logits).value().shape(sampler().settings());
    QTRY_COMPARE(chart().rows().front().sampling, shaped.probability(0));
    compareChart(chart(), logits, sampler().settings());

    // And the order of the filters.
    const auto before = chart().rows();
    sampler().temperature()->slider()->setValue(300);
    sampler().topP()->slider()->setValue(500);
    const auto buttons = sampler().order()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QCOMPARE(orderOf(sampler().settings()), FilterOrder::TemperatureThenFilter);
    QTRY_VERIFY(chart().rows() != before);
    compareChart(chart(), logits, sampler().settings());
}

void ExplorePageStepTest::theAxisStandsStillUnderADrag()
{
    sampler().setSettings(basicChain({.temperature = 2.0}));
    QVERIFY(fixture_->generate("The", 1));
    const CoreRun reference("The", 1, 1, basicChain({.temperature = 2.0}));
    const auto distribution = Distribution::rank(reference.logits.front()).value();
    QTRY_VERIFY(chart().axisLimit() >= distribution.probability(0)); // it fits
    QVERIFY(chart().axisLimit() < 1.0);
    const double axis = chart().axisLimit();
    auto* slider = sampler().temperature()->slider();
    const int y = slider->height() / 2;
    const int handle = slider->width() - 12;
    QTest::mousePress(slider, Qt::LeftButton, {}, {handle, y});
    for (const double share : {0.8, 0.4, 0.0}) {
        QTest::mouseMove(slider, {static_cast<int>(handle * share), y});
        const auto likeliest = distribution.shape(sampler().settings()).probability(0);
        QTRY_COMPARE(chart().rows().front().sampling, likeliest);
        QCOMPARE(chart().axisLimit(), axis);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {0, y});
    QTRY_COMPARE(chart().axisLimit(), 1.0); // T 0: the most likely token is certain
}

void ExplorePageStepTest::theFigureHasTheChartsRowsAndAxis()
{
    QVERIFY(fixture_->generate("The old house", 3));
    const auto picture = [this] {
        const auto figure = page().figure(page().shownRun(), {});
        QImage image(figure->size(), QImage::Format_RGB32);
        QPainter painter(&image);
        figure->paint(painter);
        return image;
    };
    std::vector<QImage> pictures;
    for (const int rows : {10, 40})
        for (const ChartAxis axis : {ChartAxis::Whole, ChartAxis::Logarithmic}) {
            chart().setRowCount(rows);
            chart().setAxis(static_cast<int>(axis));
            pictures.push_back(picture());
        }
    QCOMPARE(pictures[0].size(), pictures[1].size());
    QVERIFY(pictures[0] != pictures[1]);
    QCOMPARE(pictures[2].size(), pictures[3].size());
    QVERIFY(pictures[2] != pictures[3]);
    QVERIFY(pictures[2].height() > pictures[0].height() + 300);
}

void ExplorePageStepTest::aStrategySetsItsValues()
{
    QVERIFY(fixture_->generate("The", 1));
    const CoreRun reference("The", 1, 1, {});
    const auto before = chart().rows();
    auto* strategy = sampler().strategy();
    strategy->setFocus();
    QTest::keyClicks(strategy, "greedy");
    QCOMPARE(strategy->currentText(), QString("greedy"));
    QCOMPARE(sampler().settings(), (basicChain({.temperature = 0.1})));
    QTRY_VERIFY(chart().rows() != before);
    compareChart(chart(), reference.logits.front(), sampler().settings());

    sampler().temperature()->slider()->setValue(123);
    QCOMPARE(strategy->currentText(), QString("custom"));
}

void ExplorePageStepTest::movingASliderChangesNoToken()
{
    QVERIFY(fixture_->generate("A ship", 12));
    const auto text = page().text()->plainText();
    const auto drawn = page().document().step(11);
    QSignalSpy arrived(&page().generator(), &Generator::eventsArrived);

    const auto before = chart().rows();
    for (int position = 0; position <= 1000; position += 10)
        sampler().temperature()->slider()->setValue(position);
    QTRY_VERIFY(chart().rows() != before);

    QCOMPARE(arrived.count(), 0);
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().document().step(11).token, drawn.token);
    QCOMPARE(page().document().step(11).u, drawn.u);
    QCOMPARE(page().document().step(11).settings, drawn.settings);
}

void ExplorePageStepTest::slidersActOnTheNextTokenWhileStreaming()
{
    controls().prompt()->setPlainText("The");
    controls().tokens()->setValue(500); // long enough to act in the middle of it
    QSignalSpy arrived(&page().generator(), &Generator::eventsArrived);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(arrived.wait());
    const auto& before = page().document();
    sampler().temperature()->box()->setValue(0.0);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTRY_VERIFY(before.size() > 0 &&
                before.step(before.size() - 1).settings.value(StageKind::Temperature) == 0.0);
    QTest::mouseClick(controls().stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait());

    const auto& last = page().document().step(page().document().size() - 1);
    QCOMPARE(last.rank, 0);
    QCOMPARE(last.samplingProbability, 1.0);
    QVERIFY(page().document().step(0).settings.value(StageKind::Temperature) > 0.0);
}

void ExplorePageStepTest::aClickShowsTheStepThatChoseTheToken()
{
    QVERIFY(fixture_->generate("In the garden", 30, 5));
    const CoreRun reference("In the garden", 30, 5, sampler().settings());
    for (const int step : {2, 17, 29}) {
        const auto rectangle = page().text()->tokenRectangles(step).front();
        QTest::mouseClick(page().text()->viewport(), Qt::LeftButton, {}, rectangle.center());
        compareSelected(reference, step);
    }

    // Under the present sliders, not those of the time; the line of entropies stays as sampled.
    const auto& entropies = *page().stepPanel()->entropyChart();
    QVERIFY(!entropies.presentDrawn());
    const auto before = chart().rows();
    sampler().topK()->slider()->setValue(200);
    QTRY_VERIFY(chart().rows() != before);
    compareSelected(reference, 29);
    const auto shaped = Distribution::rank(reference.logits[29])->shape(sampler().settings());
    QCOMPARE(entropies.presentDrawn(),
             std::optional(Bounded::exactly(shaped.info.samplingEntropy)));
    QCOMPARE(entropies.drawn(29).sampling,
             Bounded::exactly(reference.steps[29].info.samplingEntropy));
}

void ExplorePageStepTest::arrowKeysMoveTheSelection()
{
    QVERIFY(fixture_->generate("In the garden", 10, 5));
    const CoreRun reference("In the garden", 10, 5, sampler().settings());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Left);
    compareSelected(reference, 8);
    QTest::keyClick(page().text(), Qt::Key_Home);
    compareSelected(reference, 0);
    QTest::keyClick(page().text(), Qt::Key_Right);
    compareSelected(reference, 1);
}

void ExplorePageStepTest::theEntropyChartSelectsAStep()
{
    QVERIFY(fixture_->generate("In the garden", 10, 5));
    const CoreRun reference("In the garden", 10, 5, sampler().settings());
    emit page().stepPanel()->entropyChart()->stepSelected(
        4); // a click there is tst_entropy_chart's
    compareSelected(reference, 4);
}

LOGITSCOPE_TEST(ExplorePageStepTest)
#include "tst_explore_page_step.moc"
