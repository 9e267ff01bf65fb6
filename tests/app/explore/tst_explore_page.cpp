// The Explore page as a person uses it: what they do is done with the mouse and the keyboard, what
// they see is compared with the core's own numbers for the same prompt, seed and settings.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/message_bar.h"
#include "app/explore/run_bar.h"
#include "app/explore/step_panel.h"
#include "core/generation/decode.h"
#include "core/generation/transcript.h"
#include "widgets/distribution_chart.h"
#include "widgets/entropy_chart.h"
#include "widgets/number_box.h"
#include "widgets/sampler_panel.h"
#include "widgets/seed_box.h"
#include "widgets/segmented_switch.h"
#include "widgets/slider_box.h"
#include "widgets/token_text.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace logitscope;

namespace
{

// One run of the core alone: the steps, and the logits of each.
struct Reference
{
    std::vector<Step> steps;
    std::vector<std::vector<float>> logits;

    Reference(const std::string& prompt, int tokens, std::uint64_t seed,
              const SamplerSettings& settings)
    {
        auto continuation = Continuation::begin(bundledModel(), prompt, seed).value();
        for (int i = 0; i < tokens && !continuation.end(); ++i) {
            steps.push_back(continuation.advance(settings).value());
            logits.emplace_back(continuation.logits().begin(), continuation.logits().end());
        }
    }

    QString text() const
    {
        Transcript transcript;
        transcript.steps = steps;
        return QString::fromStdString(transcript.text());
    }
};

// "Of rank i the chart shows exactly what the core computes", for every row.
void compareChart(const DistributionChart& chart, const std::vector<float>& logits,
                  const SamplerSettings& settings)
{
    const auto distribution = Distribution::rank(logits).value();
    const auto shaped = distribution.shape(settings);
    const auto rows = chart.rows();
    QVERIFY(static_cast<int>(rows.size()) >= chart.rowCount());
    for (const auto& row : rows) {
        QCOMPARE(row.token, distribution.token(row.rank));
        QVERIFY(qAbs(row.raw - distribution.probability(row.rank)) < 1e-12);
        QVERIFY(qAbs(row.final - shaped.probability(row.rank)) < 1e-12);
        QCOMPARE(row.fate, shaped.fate(row.rank));
    }
}

} // namespace

class ExplorePageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void generatesWhatTheCoreGenerates();
    void theChartFollowsEverySlider();
    void aStrategySetsItsValues();
    void movingASliderChangesNoToken();
    void slidersActOnTheNextTokenWhileStreaming();
    void aClickShowsTheStepThatChoseTheToken();
    void arrowKeysMoveTheSelection();
    void theEntropyChartSelectsAStep();
    void stopStopsInTheMiddle();
    void stepDrawsOneToken();
    void stepsContinueAStoppedRun();
    void aStepFollowsTheControls();
    void aSeedStillBeingTypedCounts();
    void noBreakSpacesStayWhatTheyAre();
    void spaceDrawsAToken();
    void theKeyboardGeneratesAndStops();
    void clearForgetsTheContinuation();
    void anEmptyPromptIsContinued();
    void aPromptBeyondTheContextIsRefused();
    void theContextsEndIsSaid();
    void generateWhileGeneratingStartsAnew();

private:
    ExplorePage& page() { return fixture_->page(); }

    ControlPanel& controls() { return fixture_->controls(); }

    SamplerPanel& sampler() { return *controls().sampler(); }

    DistributionChart& chart() { return *page().stepPanel()->distributionChart(); }

    void startEndlessRun();
    void compareSelected(const Reference& reference, int step);

    std::unique_ptr<WindowFixture> fixture_;
};

void ExplorePageTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

// Long enough that a test can act in the middle of it.
void ExplorePageTest::startEndlessRun()
{
    controls().prompt()->setPlainText("The");
    controls().tokens()->setValue(500);
    QSignalSpy arrived(&fixture_->window().engine(), &Engine::stepsArrived);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(arrived.wait());
}

void ExplorePageTest::compareSelected(const Reference& reference, int step)
{
    QCOMPARE(page().exploration().selected(), std::optional(step));
    QCOMPARE(page().text()->selected(), std::optional(step));
    compareChart(chart(), reference.logits[static_cast<std::size_t>(step)], sampler().settings());
}

void ExplorePageTest::generatesWhatTheCoreGenerates()
{
    const SamplerSettings settings{.temperature = 0.7, .topK = 50, .topP = 0.95};
    sampler().setSettings(settings);
    emit sampler().settingsChanged(settings);
    QVERIFY(fixture_->generate("Once upon a time", 24, 7));

    const Reference reference("Once upon a time", 24, 7, settings);
    QCOMPARE(page().exploration().size(), 24);
    for (int i = 0; i < 24; ++i)
        QCOMPARE(page().exploration().step(i).token,
                 reference.steps[static_cast<std::size_t>(i)].token);
    QCOMPARE(page().text()->plainText(), "Once upon a time" + reference.text());
    compareSelected(reference, 23);
    QVERIFY2(page().runBar()->text().startsWith("24 tokens"), qPrintable(page().runBar()->text()));
}

void ExplorePageTest::theChartFollowsEverySlider()
{
    QVERIFY(fixture_->generate("The old house", 6, 3));
    const Reference reference("The old house", 6, 3, sampler().settings());
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
    QCOMPARE(sampler().settings().temperature, 3.5);
    const auto shaped = Distribution::rank(logits).value().shape(sampler().settings());
    QTRY_COMPARE(chart().rows().front().final, shaped.probability(0));
    compareChart(chart(), logits, sampler().settings());

    // And the order of the filters.
    const auto before = chart().rows();
    sampler().temperature()->slider()->setValue(300);
    sampler().topP()->slider()->setValue(500);
    const auto buttons = sampler().order()->findChildren<QAbstractButton*>();
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QCOMPARE(sampler().settings().order, FilterOrder::TemperatureThenFilter);
    QTRY_VERIFY(chart().rows() != before);
    compareChart(chart(), logits, sampler().settings());
}

void ExplorePageTest::aStrategySetsItsValues()
{
    QVERIFY(fixture_->generate("The", 1));
    const Reference reference("The", 1, 1, {});
    const auto before = chart().rows();
    auto* strategy = sampler().strategy();
    strategy->setFocus();
    QTest::keyClicks(strategy, "greedy");
    QCOMPARE(strategy->currentText(), QString("greedy"));
    QCOMPARE(sampler().settings(), (SamplerSettings{.temperature = 0.1}));
    QTRY_VERIFY(chart().rows() != before);
    compareChart(chart(), reference.logits.front(), sampler().settings());

    sampler().temperature()->slider()->setValue(123);
    QCOMPARE(strategy->currentText(), QString("custom"));
}

void ExplorePageTest::movingASliderChangesNoToken()
{
    QVERIFY(fixture_->generate("A ship", 12));
    const auto text = page().text()->plainText();
    const auto drawn = page().exploration().step(11);
    QSignalSpy arrived(&fixture_->window().engine(), &Engine::stepsArrived);

    const auto before = chart().rows();
    for (int position = 0; position <= 1000; position += 10)
        sampler().temperature()->slider()->setValue(position);
    QTRY_VERIFY(chart().rows() != before);

    QCOMPARE(arrived.count(), 0);
    QCOMPARE(page().text()->plainText(), text);
    QCOMPARE(page().exploration().step(11).token, drawn.token);
    QCOMPARE(page().exploration().step(11).u, drawn.u);
    QCOMPARE(page().exploration().step(11).settings, drawn.settings);
}

void ExplorePageTest::slidersActOnTheNextTokenWhileStreaming()
{
    startEndlessRun();
    const auto& before = page().exploration();
    sampler().temperature()->box()->setValue(0.0);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTRY_VERIFY(before.size() > 0 && before.step(before.size() - 1).settings.temperature == 0.0);
    QTest::mouseClick(controls().stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait());

    const auto& last = page().exploration().step(page().exploration().size() - 1);
    QCOMPARE(last.rank, 0);
    QCOMPARE(last.finalProbability, 1.0);
    QVERIFY(page().exploration().step(0).settings.temperature > 0.0);
}

void ExplorePageTest::aClickShowsTheStepThatChoseTheToken()
{
    QVERIFY(fixture_->generate("In the garden", 30, 5));
    const Reference reference("In the garden", 30, 5, sampler().settings());
    for (const int step : {2, 17, 29}) {
        const auto rectangle = page().text()->tokenRectangles(step).front();
        QTest::mouseClick(page().text()->viewport(), Qt::LeftButton, {}, rectangle.center());
        compareSelected(reference, step);
    }

    // Under the present sliders, not those of the time.
    const auto before = chart().rows();
    sampler().topK()->slider()->setValue(200);
    QTRY_VERIFY(chart().rows() != before);
    compareSelected(reference, 29);
}

void ExplorePageTest::arrowKeysMoveTheSelection()
{
    QVERIFY(fixture_->generate("In the garden", 10, 5));
    const Reference reference("In the garden", 10, 5, sampler().settings());
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Left);
    compareSelected(reference, 8);
    QTest::keyClick(page().text(), Qt::Key_Home);
    compareSelected(reference, 0);
    QTest::keyClick(page().text(), Qt::Key_Right);
    compareSelected(reference, 1);
}

void ExplorePageTest::theEntropyChartSelectsAStep()
{
    QVERIFY(fixture_->generate("In the garden", 10, 5));
    const Reference reference("In the garden", 10, 5, sampler().settings());
    emit page().stepPanel()->entropyChart()->stepSelected(
        4); // a click there is tst_entropy_chart's
    compareSelected(reference, 4);
}

void ExplorePageTest::stopStopsInTheMiddle()
{
    startEndlessRun();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait());

    const int kept = page().exploration().size();
    QVERIFY(kept > 0);
    QVERIFY(kept < 500);
    QVERIFY(page().runBar()->text().contains("stopped"));
    QVERIFY(!controls().stopButton()->isEnabled());
    QCOMPARE(page().text()->stepCount(), kept);

    // What is there is a beginning of the whole.
    const Reference reference("The", kept, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), "The" + reference.text());
}

void ExplorePageTest::stepDrawsOneToken()
{
    controls().prompt()->setPlainText("The");
    const Reference reference("The", 3, 1, sampler().settings());
    for (int step = 0; step < 3; ++step) {
        QSignalSpy finished(&page(), &ExplorePage::runFinished);
        QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
        QVERIFY(finished.wait());
        QCOMPARE(page().exploration().size(), step + 1);
        compareSelected(reference, step);
    }
    QCOMPARE(page().text()->plainText(), "The" + reference.text());
}

void ExplorePageTest::stepsContinueAStoppedRun()
{
    QVERIFY(fixture_->generate("The", 5));
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
    const Reference reference("The", 6, 1, sampler().settings());
    compareSelected(reference, 5);
}

// A changed prompt or seed is another text: a step begins it.
void ExplorePageTest::aStepFollowsTheControls()
{
    QVERIFY(fixture_->generate("The", 5));
    controls().prompt()->setPlainText("A ship");
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
    const Reference reference("A ship", 1, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), "A ship" + reference.text());
}

void ExplorePageTest::aSeedStillBeingTypedCounts()
{
    controls().prompt()->setPlainText("The");
    controls().tokens()->setValue(6);
    controls().seed()->field()->selectAll();
    QTest::keyClicks(controls().seed()->field(), "77");
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate(); // as Ctrl+Enter does, which leaves the focus in the field
    QVERIFY(finished.wait());
    QCOMPARE(page().text()->plainText(),
             "The" + Reference("The", 6, 77, sampler().settings()).text());
}

void ExplorePageTest::noBreakSpacesStayWhatTheyAre()
{
    const QString prompt = QStringLiteral("a\u00a0b\nc");
    controls().prompt()->setPlainText(prompt);
    controls().tokens()->setValue(3);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    QVERIFY(finished.wait());
    const Reference reference(prompt.toStdString(), 3, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), prompt + reference.text());
}

void ExplorePageTest::spaceDrawsAToken()
{
    QVERIFY(fixture_->generate("The", 2));
    page().text()->setFocus();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::keyClick(page().text(), Qt::Key_Space);
    QVERIFY(finished.wait());
    QCOMPARE(page().exploration().size(), 3);

    // The last token is selected: going on from there draws the next one.
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(finished.wait());
    QCOMPARE(page().exploration().size(), 4);
}

void ExplorePageTest::theKeyboardGeneratesAndStops()
{
    controls().prompt()->setPlainText("The");
    controls().tokens()->setValue(500);
    controls().prompt()->setFocus();
    fixture_->window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&fixture_->window()));

    QSignalSpy arrived(&fixture_->window().engine(), &Engine::stepsArrived);
    QTest::keyClick(controls().prompt(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(arrived.wait());
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::keyClick(controls().prompt(), Qt::Key_Escape);
    QVERIFY(finished.wait());
    QVERIFY(page().exploration().size() < 500);
    QCOMPARE(controls().prompt()->toPlainText(), QString("The"));
}

void ExplorePageTest::clearForgetsTheContinuation()
{
    QVERIFY(fixture_->generate("The", 5));
    QTest::mouseClick(controls().clearButton(), Qt::LeftButton);
    QCOMPARE(page().exploration().size(), 0);
    QCOMPARE(page().text()->plainText(), QString());
    QVERIFY(chart().rows().empty());
    QCOMPARE(controls().prompt()->toPlainText(), QString("The"));

    // In the middle of a run nothing of it comes after.
    startEndlessRun();
    page().clear();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
    QCOMPARE(page().exploration().size(), 1);
}

void ExplorePageTest::anEmptyPromptIsContinued()
{
    QVERIFY(fixture_->generate("", 4));
    const Reference reference("", 4, 1, sampler().settings());
    QCOMPARE(page().exploration().size(), 4);
    compareSelected(reference, 3);
}

void ExplorePageTest::aPromptBeyondTheContextIsRefused()
{
    QVERIFY(fixture_->generate("The", 5));
    const auto prompt = QString("word ").repeated(600);
    controls().prompt()->setPlainText(prompt);
    const auto before = page().text()->plainText();
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);

    const auto tokens = bundledModel()->tokenizer.encode(prompt.toStdString()).size();
    const auto sentence = page().message()->sentence();
    QVERIFY2(sentence.contains(QString::number(tokens)), qPrintable(sentence));
    QVERIFY2(sentence.contains("512"), qPrintable(sentence));
    QCOMPARE(controls().prompt()->toPlainText(), prompt); // nothing typed is lost,
    QCOMPARE(page().text()->plainText(), before);         // and nothing generated
    QVERIFY(controls().generateButton()->isEnabled());
}

void ExplorePageTest::theContextsEndIsSaid()
{
    controls().prompt()->setPlainText(QString("word ").repeated(250));
    controls().tokens()->setValue(1000);
    sampler().setSettings(
        {.temperature = 0.0}); // the argmax, whatever the model, hardly ends the text
    fixture_->window().engine().setSettings({.temperature = 0.0});
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(finished.wait(60'000));
    QVERIFY2(page().runBar()->text().contains("context is full") ||
                 page().runBar()->text().contains("ended the text"),
             qPrintable(page().runBar()->text()));
}

void ExplorePageTest::generateWhileGeneratingStartsAnew()
{
    startEndlessRun();
    controls().prompt()->setPlainText("A ship");
    controls().tokens()->setValue(8);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QTRY_VERIFY(page().exploration().size() == 8);
    const Reference reference("A ship", 8, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), "A ship" + reference.text());
}

QTEST_MAIN(ExplorePageTest)
#include "tst_explore_page.moc"
