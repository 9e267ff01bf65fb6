// Runs on the Explore page as a person makes them: what they do is done with the mouse and the
// keyboard, what they see is compared with the core's own numbers for the same prompt, seed and
// settings.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "core_run.h"
#include "tests/test_program.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class ExplorePageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void generatesWhatTheCoreGenerates();
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
    void anEmptyBranchOpensAgainAsItWas();

private:
    ExplorePage& page() { return fixture_->page(); }

    ControlPanel& controls() { return fixture_->controls(); }

    SamplerPanel& sampler() { return *controls().sampler(); }

    DistributionChart& chart() { return *page().stepPanel()->distributionChart(); }

    void startEndlessRun();
    void compareSelected(const CoreRun& reference, int step);

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
    QSignalSpy arrived(&page().generator(), &Generator::eventsArrived);
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);
    QVERIFY(arrived.wait());
}

void ExplorePageTest::compareSelected(const CoreRun& reference, int step)
{
    QCOMPARE(page().document().selected(), std::optional(step));
    QCOMPARE(page().text()->selected(), std::optional(step));
    compareChart(chart(), reference.logits[static_cast<std::size_t>(step)], sampler().settings());
}

void ExplorePageTest::generatesWhatTheCoreGenerates()
{
    const SamplerChain settings = basicChain({.temperature = 0.7, .topK = 50, .topP = 0.95});
    sampler().setSettings(settings);
    emit sampler().settingsChanged(settings);
    QVERIFY(fixture_->generate("Once upon a time", 24, 7));

    const CoreRun reference("Once upon a time", 24, 7, settings);
    QCOMPARE(page().document().size(), 24);
    for (int i = 0; i < 24; ++i)
        QCOMPARE(page().document().step(i).token,
                 reference.steps[static_cast<std::size_t>(i)].token);
    QCOMPARE(page().text()->plainText(), "Once upon a time" + reference.text());
    compareSelected(reference, 23);
    QVERIFY2(page().runBar()->text().startsWith("24 tokens"), qPrintable(page().runBar()->text()));
    QVERIFY(page().runBar()->text().endsWith("token limit reached"));
}

void ExplorePageTest::stopStopsInTheMiddle()
{
    startEndlessRun();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stopButton(), Qt::LeftButton);
    QVERIFY(finished.wait());

    const int kept = page().document().size();
    QVERIFY(kept > 0);
    QVERIFY(kept < 500);
    QVERIFY(page().runBar()->text().contains("stopped"));
    QVERIFY(!controls().stopButton()->isEnabled());
    QCOMPARE(page().text()->stepCount(), kept);

    // What is there is a beginning of the whole.
    const CoreRun reference("The", kept, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), "The" + reference.text());
}

void ExplorePageTest::stepDrawsOneToken()
{
    controls().prompt()->setPlainText("The");
    const CoreRun reference("The", 3, 1, sampler().settings());
    for (int step = 0; step < 3; ++step) {
        QSignalSpy finished(&page(), &ExplorePage::runFinished);
        QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
        QVERIFY(finished.wait());
        QCOMPARE(page().document().size(), step + 1);
        compareSelected(reference, step);
        QVERIFY2(!page().runBar()->text().contains("limit"), // which is further on
                 qPrintable(page().runBar()->text()));
    }
    QCOMPARE(page().text()->plainText(), "The" + reference.text());
}

void ExplorePageTest::stepsContinueAStoppedRun()
{
    QVERIFY(fixture_->generate("The", 5));
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
    const CoreRun reference("The", 6, 1, sampler().settings());
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
    const CoreRun reference("A ship", 1, 1, sampler().settings());
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
             "The" + CoreRun("The", 6, 77, sampler().settings()).text());
}

void ExplorePageTest::noBreakSpacesStayWhatTheyAre()
{
    const QString prompt = QStringLiteral("a\u00a0b\nc");
    controls().prompt()->setPlainText(prompt);
    controls().tokens()->setValue(3);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().generate();
    QVERIFY(finished.wait());
    const CoreRun reference(prompt.toStdString(), 3, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), prompt + reference.text());
}

void ExplorePageTest::spaceDrawsAToken()
{
    QVERIFY(fixture_->generate("The", 2));
    page().text()->setFocus();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::keyClick(page().text(), Qt::Key_Space);
    QVERIFY(finished.wait());
    QCOMPARE(page().document().size(), 3);

    // The last token is selected: going on from there shows what comes next, then samples it.
    QTRY_VERIFY(page().document().hasNext());
    QTest::keyClick(page().text(), Qt::Key_Right);
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(finished.wait());
    QCOMPARE(page().document().size(), 4);
}

void ExplorePageTest::theKeyboardGeneratesAndStops()
{
    controls().prompt()->setPlainText("The");
    controls().tokens()->setValue(500);
    controls().prompt()->setFocus();
    fixture_->window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&fixture_->window()));

    QSignalSpy arrived(&page().generator(), &Generator::eventsArrived);
    QTest::keyClick(controls().prompt(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(arrived.wait());
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::keyClick(controls().prompt(), Qt::Key_Escape);
    QVERIFY(finished.wait());
    QVERIFY(page().document().size() < 500);
    QCOMPARE(controls().prompt()->toPlainText(), QString("The"));
}

void ExplorePageTest::clearForgetsTheContinuation()
{
    QVERIFY(fixture_->generate("The", 5));
    QTest::mouseClick(controls().clearButton(), Qt::LeftButton);
    QCOMPARE(page().document().size(), 0);
    QCOMPARE(page().text()->plainText(), QString("The"));
    QCOMPARE(page().text()->stepCount(), 0);
    QCOMPARE(controls().prompt()->toPlainText(), QString("The"));

    // In the middle of a run nothing of it comes after.
    startEndlessRun();
    page().clear();
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
    QCOMPARE(page().document().size(), 1);
}

void ExplorePageTest::anEmptyPromptIsContinued()
{
    QVERIFY(fixture_->generate("", 4));
    const CoreRun reference("", 4, 1, sampler().settings());
    QCOMPARE(page().document().size(), 4);
    compareSelected(reference, 3);
}

void ExplorePageTest::aPromptBeyondTheContextIsRefused()
{
    QVERIFY(fixture_->generate("The", 5));
    const auto prompt = QString("word ").repeated(600);
    controls().prompt()->setPlainText(prompt);
    const auto before = page().text()->plainText();
    QTest::mouseClick(controls().generateButton(), Qt::LeftButton);

    const auto tokens = bundledModel()->tokenizer.encode(prompt.toStdString()).value().size();
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
        basicChain({.temperature = 0.0})); // the argmax, whatever the model, hardly ends the text
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
    QTRY_VERIFY(page().document().size() == 8);
    const CoreRun reference("A ship", 8, 1, sampler().settings());
    QCOMPARE(page().text()->plainText(), "A ship" + reference.text());
}

// As after a run that was stopped before its first token.
void ExplorePageTest::anEmptyBranchOpensAgainAsItWas()
{
    auto state = page().state();
    state.run.branch().name = "first";
    state.run.branch().limit = 6;
    page().open(state);
    QVERIFY(page().state().run.branches == state.run.branches);
}

LOGITSCOPE_TEST(ExplorePageTest)
#include "tst_explore_page.moc"
