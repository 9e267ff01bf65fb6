// What the Explore page shows before a token is sampled, and that no text is lost.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "core_run.h"
#include "tests/test_program.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/text/token_text.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class ExplorePageTextsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { fixture_.reset(); }

    void thePromptsNextTokenIsShown();
    void theNextTokenFollowsWhatIsTyped();
    void anEmptyPromptHasANextTokenToo();
    void aStepTakesFromWhatWasShown();
    void behindTheLastTokenIsTheNext();
    void anEndedTextHasNoNext();
    void anotherPromptSetsTheTextAside();
    void anotherSeedSetsTheTextAside();
    void whatIsClearedComesBack();
    void whatIsGeneratedAnewComesBack();
    void startsOver();

private:
    ExplorePage& page() { return fixture_->page(); }

    ControlPanel& controls() { return fixture_->controls(); }

    DistributionChart& chart() { return *page().stepPanel()->distributionChart(); }

    SamplerChain settings() { return controls().sampler()->settings(); }

    QString shown() { return page().text()->plainText(); }

    bool showsNext() { return page().text()->isEndSelected() && page().document().hasNext(); }

    void step();
    void compareNext(const CoreRun& reference, std::size_t step);

    std::unique_ptr<WindowFixture> fixture_;
};

void ExplorePageTextsTest::init()
{
    fixture_ = std::make_unique<WindowFixture>();
    QVERIFY(fixture_->openBundledModel());
}

void ExplorePageTextsTest::step()
{
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    QTest::mouseClick(controls().stepButton(), Qt::LeftButton);
    QVERIFY(finished.wait());
}

// The step that hasn't been taken has the logits that it is taken from later.
void ExplorePageTextsTest::compareNext(const CoreRun& reference, std::size_t step)
{
    QVERIFY(!page().document().selected());
    QVERIFY(!page().text()->selected());
    compareChart(chart(), reference.logits.at(step), settings());
    for (const auto& row : chart().rows())
        QVERIFY(!row.chosen);
    QVERIFY(!chart().randomNumberMark());
}

void ExplorePageTextsTest::thePromptsNextTokenIsShown()
{
    QTRY_VERIFY(showsNext());
    QCOMPARE(shown(), "Once upon a time");
    QCOMPARE(page().document().size(), 0);
    compareNext(CoreRun("Once upon a time", 1, 1, settings()), 0);
}

void ExplorePageTextsTest::theNextTokenFollowsWhatIsTyped()
{
    QTRY_VERIFY(showsNext());
    QSignalSpy read(&page().generator(), &Generator::textRead);
    controls().prompt()->setFocus();
    QTest::keyClicks(controls().prompt(), " there was");
    QVERIFY(read.wait());
    QCOMPARE(read.size(), 1); // after a pause, not at every key
    QCOMPARE(shown(), "Once upon a time there was");
    compareNext(CoreRun("Once upon a time there was", 1, 1, settings()), 0);

    const auto before = chart().rows();
    controls().sampler()->setSettings(basicChain({.temperature = 1.5, .topK = 7}));
    emit controls().sampler()->settingsChanged(settings());
    QTRY_VERIFY(chart().rows() != before);
    compareNext(CoreRun("Once upon a time there was", 1, 1, settings()), 0);
}

void ExplorePageTextsTest::anEmptyPromptHasANextTokenToo()
{
    QTRY_VERIFY(showsNext());
    QSignalSpy read(&page().generator(), &Generator::textRead);
    controls().prompt()->clear();
    QVERIFY(read.wait());
    compareNext(CoreRun("", 1, 1, settings()), 0);
}

void ExplorePageTextsTest::aStepTakesFromWhatWasShown()
{
    QTRY_VERIFY(showsNext());
    const CoreRun reference("Once upon a time", 3, 1, settings());
    for (std::size_t i = 0; i < 3; ++i) {
        compareNext(reference, i);
        step();
        QCOMPARE(page().document().step(static_cast<int>(i)).token, reference.steps[i].token);
        QCOMPARE(page().document().selected(), std::optional(static_cast<int>(i)));
        compareChart(chart(), reference.logits[i], settings());
        QTRY_VERIFY(page().document().hasNext());
        page().text()->setFocus();
        QTest::keyClick(page().text(), Qt::Key_Right);
        QVERIFY(showsNext());
    }
    // Three steps of the 60 that are set reach no limit.
    QCOMPARE(page().shownRun().branches.front().stopReason, StopReason::Stopped);
}

void ExplorePageTextsTest::behindTheLastTokenIsTheNext()
{
    QVERIFY(fixture_->generate("The", 4));
    QTRY_VERIFY(page().document().hasNext());
    const CoreRun reference("The", 6, 1, settings());
    // A click behind the text, then the arrow: the first shows, the second samples.
    auto* viewport = page().text()->viewport();
    QTest::mouseClick(viewport, Qt::LeftButton, {}, viewport->rect().bottomRight() - QPoint(9, 9));
    QVERIFY(showsNext());
    compareNext(reference, 4);
    QSignalSpy finished(&page(), &ExplorePage::runFinished);
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(finished.wait());
    QCOMPARE(page().document().size(), 5);
    QCOMPARE(page().document().step(4).token, reference.steps[4].token);
    QTest::keyClick(page().text(), Qt::Key_Left);
    QCOMPARE(page().document().selected(), std::optional(3));
}

void ExplorePageTextsTest::anEndedTextHasNoNext()
{
    // The context has room for one token.
    QString prompt = "a";
    const int room = bundledModel()->model->info().contextLength;
    while (static_cast<int>(
               bundledModel()->tokenizer.encode((prompt + " a").toStdString()).value().size()) <
           room)
        prompt += " a";
    QVERIFY(fixture_->generate(prompt, 5));
    QCOMPARE(page().document().size(), 1);
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Right);
    QVERIFY(!showsNext());
    QCOMPARE(page().document().selected(), std::optional(0));
}

void ExplorePageTextsTest::anotherPromptSetsTheTextAside()
{
    QVERIFY(fixture_->generate("The", 12));
    const auto whole = shown();
    controls().prompt()->setPlainText("The sea");
    QTRY_COMPARE(shown(), "The sea");
    QTRY_VERIFY(showsNext());
    QCOMPARE(page().document().size(), 0);
    compareNext(CoreRun("The sea", 1, 1, settings()), 0);

    controls().prompt()->setPlainText("The"); // as Ctrl+Z there does
    QTRY_COMPARE(shown(), whole);
    QCOMPARE(page().document().size(), 12);
    compareChart(chart(), CoreRun("The", 12, 1, settings()).logits[11], settings());
    step(); // goes on with it
    QCOMPARE(shown(), "The" + CoreRun("The", 13, 1, settings()).text());
}

void ExplorePageTextsTest::anotherSeedSetsTheTextAside()
{
    QVERIFY(fixture_->generate("The", 5, 3));
    const auto whole = shown();
    auto* field = controls().seed()->field();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "4");
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(shown(), "The");
    page().commands()->undo();
    QCOMPARE(shown(), whole);
    QCOMPARE(controls().seed()->seed(), 3U);
}

void ExplorePageTextsTest::whatIsClearedComesBack()
{
    QVERIFY(fixture_->generate("The", 12, 5));
    const auto whole = shown();
    QTest::mouseClick(controls().clearButton(), Qt::LeftButton);
    QCOMPARE(shown(), "The");
    QCOMPARE(page().document().size(), 0);

    page().text()->setFocus();
    QTest::keyClick(&fixture_->window(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shown(), whole);
    QTRY_VERIFY(page().document().hasNext()); // the engine has taken it up again
    step();
    QCOMPARE(shown(), "The" + CoreRun("The", 13, 5, settings()).text());
}

void ExplorePageTextsTest::whatIsGeneratedAnewComesBack()
{
    QVERIFY(fixture_->generate("The", 6, 5));
    const auto first = shown();
    QVERIFY(fixture_->generate("A", 3, 6));
    const auto second = shown();
    auto* commands = page().commands();
    commands->undo();
    QCOMPARE(shown(), "A");
    commands->undo(); // the prompt that was typed for it
    QCOMPARE(shown(), first);
    QCOMPARE(controls().settledRequest().prompt, std::string("The"));
    commands->redo();
    commands->redo();
    QCOMPARE(shown(), second);
    QCOMPARE(controls().seed()->seed(), 6U);
}

// As for the next class; and what the last one had comes back.
void ExplorePageTextsTest::startsOver()
{
    const auto usual = settings();
    QVERIFY(fixture_->generate("The", 6, 5));
    const auto before = shown();
    controls().sampler()->setSettings(basicChain({.temperature = 1.9, .topK = 3, .topP = 0.5}));
    emit controls().sampler()->settingsChanged(settings());
    page().startOver();
    QTRY_COMPARE(shown(), "Once upon a time");
    QCOMPARE(controls().settledRequest().prompt, "Once upon a time");
    QCOMPARE(controls().seed()->seed(), 1U);
    QCOMPARE(controls().tokens()->value(), 60);
    QCOMPARE(settings(), usual);
    QTRY_VERIFY(showsNext());
    compareNext(CoreRun("Once upon a time", 1, 1, usual), 0);
    page().commands()->undo();
    QCOMPARE(shown(), before);
}

LOGITSCOPE_TEST(ExplorePageTextsTest)
#include "tst_explore_page_texts.moc"
