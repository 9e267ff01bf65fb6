// Predict, reveal, sample: what is hidden is nowhere to be read, what is revealed are the model's
// own numbers, and the text is what it would have been without a room.
#include "app/explore/paper_dice_dialog.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/tally_view.h"
#include "app/room/room_round.h"
#include "core/text/token_label.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/control/look_back_line.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"

#include <QAccessible>
#include <QAction>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>
#include <QUndoStack>

#include <cmath>

using namespace logitscope;

namespace
{

void readInto(QStringList& all, QAccessibleInterface* part, int depth)
{
    if (!part || !part->isValid() || depth > 12)
        return;
    for (const auto text : {QAccessible::Name, QAccessible::Description, QAccessible::Value})
        all << part->text(text);
    if (auto* text = part->textInterface())
        all << text->text(0, text->characterCount());
    for (int child = 0; child < std::min(part->childCount(), 200); ++child)
        readInto(all, part->child(child), depth + 1);
}

} // namespace

class ExplorePageRoundTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void whatIsHiddenIsNowhereToBeRead();
    void revealsTheChartWithoutTheToken();
    void samplesWhatTheTextHas();
    void samplesWhatAStepWouldHaveSampled();
    void goesThroughTheText();
    void predictionsStandBesideTheModelsProbabilities();
    void theProbabilitiesAreTheAskedSteps();
    void theTallyHasTheChartsNumbers();
    void aSelectedWordStaysSelected();
    void wordsOfTheRoomAreNoHtml();
    void aChatIsPasted();
    void candidatesAreOfferedWithoutTheirOrder();
    void candidatesAreOfferedWhateverIsLookedAt();
    void samplesWhereALessonHidesRun();
    void thePaperDiceAreTheStrip();
    void scoresStayUntilTheyAreForgotten();
    void personsAreScored();
    void askingAgainKeepsWhatWasSaid();
    void whateverChangesTheTextEndsTheRound();
    void aClickOnACandidateLosesNoRound();
    void escapeEndsTheRoundFirst();
    void spaceSamplesOnceItIsRevealed();
    void aPromptThatCantBeReadIsNotAskedFor();
    void aTextThatHasEndedIsNotAskedFor();
    void whilePlayingTheNextTokenIsAskedFor();
    void anEndedRoundLetsGoOfItsModel();

private:
    ExplorePage& page() { return hands_->page(); }

    PredictionPanel& panel() { return *page().predictions(); }

    const PredictionRound& round()
    {
        return hands_->fixture().window().findChild<RoomRound*>()->round();
    }

    QStringList everythingReadable();
    void type(const QString& prediction);

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePageRoundTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
}

void ExplorePageRoundTest::type(const QString& prediction)
{
    panel().entry()->setText(prediction);
    QTest::keyClick(panel().entry(), Qt::Key_Return);
}

QStringList ExplorePageRoundTest::everythingReadable()
{
    auto& window = hands_->fixture().window();
    QStringList all{window.windowTitle(), window.accessibleDescription()};
    readInto(all, QAccessible::queryAccessibleInterface(&window), 0);
    for (auto* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&window))
            continue;
        all << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription()
            << widget->statusTip() << widget->property("text").toString();
    }
    for (auto* action : window.findChildren<QAction*>())
        all << action->text() << action->toolTip();
    return all;
}

// Of every step whose label is no other's: the same walk finds it once it is sampled.
void ExplorePageRoundTest::whatIsHiddenIsNowhereToBeRead()
{
    hands_->setSettings(basicChain({.temperature = 1.5})); // many words
    page().ask();
    page().setLookingBack(true);
    const auto before = everythingReadable().join(u' '); // words of the window itself
    QVERIFY(hands_->fixture().generate("The old house", 30, 2));
    page().setLookingBack(true);
    hands_->clickToken(4);
    page().continueDifferently(); // a second branch, whose list would say it
    QVERIFY(hands_->waitForTheEnd());
    page().showBranch(0);
    int checked = 0;
    for (int step = 0; step < 30; ++step) {
        const auto label = QString::fromStdString(tokenLabel(page().document().step(step).bytes));
        const auto word = QString::fromStdString(page().document().step(step).bytes).trimmed();
        page().ask({}, step);
        QCOMPARE(round().stage(), RoundStage::Asked);
        QVERIFY(hands_->chart().rows().empty());
        const auto text = hands_->shown();
        if (word.size() < 3 || text.contains(word) || before.contains(word))
            continue;
        for (const auto& readable : everythingReadable())
            QVERIFY2(!readable.contains(word) && !readable.contains(label), qPrintable(readable));
        ++checked;
        QCOMPARE(page().shownRun().branches.empty(), step == 0);
        if (step > 0)
            QCOMPARE(page().shownRun().branches.front().length(), step);
        QVERIFY(page().stepInFigure().isEmpty());
        QVERIFY(!page().canFork());
        QVERIFY(!page().canCompareBranches());
        QCOMPARE(page().stepPanel()->entropyChart()->stepCount(), step);
        page().reveal();
        page().sample();
        QVERIFY(hands_->shown().contains(word));
        bool isFound = false;
        for (const auto& readable : everythingReadable())
            isFound = isFound || readable.contains(word);
        QVERIFY(isFound); // the walk would have seen it
    }
    QVERIFY2(checked >= 5, qPrintable(QString::number(checked)));
}

void ExplorePageRoundTest::revealsTheChartWithoutTheToken()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const CoreRun reference("The old house", 6, 3, hands_->settings());
    hands_->clickToken(2);
    hands_->press(QKeySequence(Qt::Key_F7));
    QVERIFY(hands_->chart().rows().empty());
    QCOMPARE(page().text()->stepCount(), 2);
    hands_->press(QKeySequence(Qt::Key_F9));
    compareChart(hands_->chart(), reference.logits[2], hands_->settings());
    QVERIFY(!hands_->chart().randomNumberMark());
    QVERIFY(page().stepPanel()->findChild<RandomNumberStrip*>()->line().isEmpty());
    QCOMPARE(page().text()->stepCount(), 2);
    hands_->press(QKeySequence(Qt::Key_F10));
    QCOMPARE(page().text()->stepCount(), 3);
    QVERIFY(!page().stepPanel()->findChild<RandomNumberStrip*>()->line().isEmpty());
}

void ExplorePageRoundTest::samplesWhatTheTextHas()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const auto whole = hands_->shown();
    const auto run = hands_->run();
    const int commands = page().commands()->count();
    hands_->clickToken(2);
    page().ask();
    page().sample(); // reveals too
    QCOMPARE(round().stage(), RoundStage::Sampled);
    QCOMPARE(round().outcome(), std::optional(page().document().step(2).token));
    QCOMPARE(page().text()->selected(), std::optional(2));
    QVERIFY(hands_->run() == run);
    QCOMPARE(page().commands()->count(), commands);
    hands_->press(QKeySequence(Qt::Key_Escape));
    QCOMPARE(round().stage(), RoundStage::Off);
    QCOMPARE(hands_->shown(), whole);
}

void ExplorePageRoundTest::samplesWhatAStepWouldHaveSampled()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    const CoreRun reference("The old house", 6, 3, hands_->settings());
    page().ask(); // the last token is selected, which everybody has seen
    QCOMPARE(page().text()->stepCount(), 4);
    page().reveal();
    QTRY_VERIFY(!hands_->chart().rows().empty());
    compareChart(hands_->chart(), reference.logits[4], hands_->settings());
    page().sample();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(round().stage(), RoundStage::Sampled);
    QCOMPARE(round().outcome(), std::optional(reference.steps[4].token));
    QCOMPARE(page().document().size(), 5);
    QCOMPARE(page().text()->stepCount(), 5);

    // And the first token of all, in a text that is only a prompt.
    page().clear();
    page().ask({}, -1);
    QCOMPARE(round().stage(), RoundStage::Asked);
    page().sample();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(round().outcome(), std::optional(reference.steps[0].token));
}

void ExplorePageRoundTest::goesThroughTheText()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    hands_->clickToken(0);
    for (int step = 0; step < 4; ++step) {
        page().ask();
        QCOMPARE(page().text()->stepCount(), step);
        page().reveal();
        page().sample();
        QCOMPARE(page().text()->stepCount(), step + 1);
    }
    QCOMPARE(page().document().size(), 4);
    QCOMPARE(round().rounds(), 4);
}

// A word of several tokens against the product of what a context of its own says.
void ExplorePageRoundTest::predictionsStandBesideTheModelsProbabilities()
{
    QVERIFY(hands_->fixture().generate("Once upon a time", 1));
    page().ask({}, 0);
    const std::vector<QString> words{"there", "extraordinarily", ","};
    for (const auto& word : words)
        type(word);
    type("Ada: there 70%");
    type("Grace: there 50%");
    auto tally = round().tally();
    QCOMPARE(tally.size(), std::size_t(3));
    QCOMPARE(tally.front().count, 3);
    QVERIFY(std::abs(tally.front().meanConfidence - 0.6) < 1e-12);
    QVERIFY(!tally.front().probability);
    QVERIFY(panel().tally()->isColumnHidden(TallyView::Model));

    page().reveal();
    QTRY_VERIFY(std::ranges::all_of(round().tally(),
                                    [](const auto& row) { return row.probability.has_value(); }));
    QVERIFY(!panel().tally()->isColumnHidden(TallyView::Model));
    const auto prompt = hands_->run().promptTokens;
    bool hasSeveral = false;
    for (const auto& row : round().tally()) {
        PlainContext context(prompt);
        double product = 1.0;
        for (const auto token : row.tokens) {
            const auto distribution = Distribution::rank(context.logits()).value();
            product *= distribution.probability(distribution.rankOf(token));
            context.read(token);
        }
        hasSeveral = hasSeveral || row.tokens.size() > 1;
        QVERIFY(std::abs(*row.probability - product) <= 1e-4 * product);
    }
    QVERIFY(hasSeveral);
    type("too late");
    QCOMPARE(round().predictions().size(), std::size_t(5));
}

// Also where the model has not read the text by the time of the reveal.
void ExplorePageRoundTest::theProbabilitiesAreTheAskedSteps()
{
    QVERIFY(hands_->fixture().generate("The old house", 4, 3));
    QVERIFY(hands_->pressStep());
    page().commands()->undo(); // what follows has to be read anew
    page().ask({}, -1);
    QVERIFY(!page().document().hasNext());
    QVERIFY(hands_->fixture().window().findChild<RoomRound*>()->add({.word = "the"}));
    const auto token = round().tally().front().tokens.front();
    QCOMPARE(round().tally().front().tokens.size(), std::size_t(1));
    page().reveal();
    QTRY_VERIFY(round().tally().front().probability);
    const auto logits = logitsAfter(page().document().textBefore(4));
    const auto distribution = Distribution::rank(logits).value();
    const double expected = distribution.probability(distribution.rankOf(token));
    QVERIFY(std::abs(*round().tally().front().probability - expected) <= 1e-4 * expected);
}

// Not 100%, which it isn't, nor 0.
void ExplorePageRoundTest::theTallyHasTheChartsNumbers()
{
    TallyView tally;
    std::vector<TallyRow> rows{{.word = "the", .tokens = {1}, .count = 1, .names = {}},
                               {.word = "a", .tokens = {2}, .count = 1, .names = {}}};
    rows[0].probability = 0.99996;
    rows[1].probability = 0.000023;
    tally.setTally(rows, RoundStage::Revealed, std::nullopt);
    QCOMPARE(tally.topLevelItem(0)->text(TallyView::Model), QString("99.996%"));
    QCOMPARE(tally.topLevelItem(1)->text(TallyView::Model), QString("0.0023%"));
}

// So that the presenter can remove it while predictions come.
void ExplorePageRoundTest::aSelectedWordStaysSelected()
{
    page().ask();
    type("little");
    type("big");
    auto& tally = *panel().tally();
    const auto isBig = [](const QTreeWidgetItem* item) {
        return item->text(TallyView::Word) == "big";
    };
    tally.setCurrentItem(tally.topLevelItem(isBig(tally.topLevelItem(0)) ? 0 : 1));
    type("little");
    QVERIFY(tally.currentItem() && isBig(tally.currentItem()));
    QTest::keyClick(&tally, Qt::Key_Delete);
    QCOMPARE(tally.topLevelItemCount(), 1);
    QVERIFY(!isBig(tally.topLevelItem(0)));
}

void ExplorePageRoundTest::wordsOfTheRoomAreNoHtml()
{
    page().ask();
    type("<b>Ada</b>: <b>little</b>");
    const auto tip = panel().tally()->topLevelItem(0)->toolTip(TallyView::Word);
    QTextDocument shown;
    shown.setHtml(tip);
    QCOMPARE(shown.toPlainText(), QString("<b>little</b>: <b>Ada</b>"));
}

void ExplorePageRoundTest::aChatIsPasted()
{
    page().ask();
    QCOMPARE(round().stage(), RoundStage::Asked);
    QSignalSpy changed(hands_->fixture().window().findChild<RoomRound*>(), &RoomRound::changed);
    const auto said = panel().takeChat("Ada: little 70%\n\nlittle\n  \nGrace: big\n80%\n   : \n");
    QVERIFY2(said.startsWith("5 of 5"), qPrintable(said));
    QCOMPARE(changed.size(), 1); // the tally is shown once, however long the chat is
    QCOMPARE(panel().tally()->topLevelItem(0)->text(TallyView::Word), QString("little"));
    QCOMPARE(panel().tally()->topLevelItem(0)->text(TallyView::Said), QString("2"));
    QCOMPARE(panel().tally()->topLevelItem(0)->text(TallyView::Confidence), QString("70%"));
    panel().tally()->setCurrentItem(panel().tally()->topLevelItem(0));
    QTest::keyClick(panel().tally(), Qt::Key_Delete);
    QCOMPARE(round().predictions().size(), std::size_t(3));
}

void ExplorePageRoundTest::candidatesAreOfferedWithoutTheirOrder()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const CoreRun reference("The old house", 6, 3, hands_->settings());
    panel().setOffersCandidates(true);
    page().ask({}, 3);
    auto candidates = round().candidates();
    QCOMPARE(candidates.size(), std::size_t(5));
    QVERIFY(std::ranges::is_sorted(candidates));
    const auto distribution = Distribution::rank(reference.logits[3]).value();
    for (const auto& candidate : candidates) {
        bool isLikely = false;
        for (int rank = 0; rank < 20; ++rank)
            isLikely = isLikely ||
                       QString::fromStdString(
                           std::string(bundledModel()->tokenizer.bytes(distribution.token(rank))))
                               .trimmed()
                               .toStdString() == candidate;
        QVERIFY(isLikely);
    }
    page().ask({}, -1); // whose logits may come later
    QTRY_COMPARE(round().candidates().size(), std::size_t(5));
    QVERIFY(panel().question().contains(QString::fromStdString(round().candidates().front())));
}

void ExplorePageRoundTest::candidatesAreOfferedWhateverIsLookedAt()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    page().ask({}, 3);
    hands_->clickToken(0);
    panel().setOffersCandidates(true);
    emit panel().candidatesWanted();
    QTRY_COMPARE(round().candidates().size(), std::size_t(5));
    hands_->clickToken(0);
    panel().setOffersCandidates(false);
    emit panel().candidatesWanted();
    QVERIFY(round().candidates().empty());
}

// Which is about Generate and Step.
void ExplorePageRoundTest::samplesWhereALessonHidesRun()
{
    QVERIFY(hands_->fixture().generate("The old house", 2, 3));
    page().setSceneParts({.hidden = {LessonPart::Run}, .isInLesson = true});
    page().step();
    QVERIFY(!page().isRunning());
    page().ask({}, -1);
    page().sample();
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(round().stage(), RoundStage::Sampled);
    QCOMPARE(page().document().size(), 3);
}

void ExplorePageRoundTest::thePaperDiceAreTheStrip()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const CoreRun reference("The old house", 6, 3, hands_->settings());
    page().ask({}, 3);
    emit panel().diceRequested();
    QVERIFY(!page().findChild<PaperDiceDialog*>()); // it would be the distribution
    page().reveal();
    emit panel().diceRequested();
    auto* dialog = page().findChild<PaperDiceDialog*>();
    QVERIFY(dialog);
    // The token that the run's own u picked has the roll of its two digits, unless it is narrow.
    const auto& step = reference.steps[3];
    const auto label = QString::fromStdString(tokenLabel(step.bytes));
    const int roll = static_cast<int>(step.u * 100.0);
    bool isThere = false;
    for (int row = 0; row < dialog->table()->rowCount(); ++row) {
        const auto rolls = dialog->table()->item(row, 0)->text().split(u'–');
        if (dialog->table()->item(row, 1)->text() != label)
            continue;
        isThere = true;
        QVERIFY(roll >= rolls.first().toInt() - 1 && roll <= rolls.last().toInt() + 1);
    }
    QCOMPARE(isThere, step.samplingProbability >= 0.01);
    const auto sheet = dialog->html();
    QVERIFY(sheet.contains(dialog->table()->item(0, 1)->text().toHtmlEscaped()));
    QVERIFY(sheet.contains("<p>The old house")); // all of it: nothing is left out
    QTemporaryDir folder;
    QVERIFY(dialog->savePdf(folder.filePath("dice.pdf")));
    QFile file(folder.filePath("dice.pdf"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("%PDF"));

    // Where it can't be written, the sheet stays as it is.
    for (auto* button : dialog->findChildren<QPushButton*>())
        if (button->text().contains("PDF"))
            button->click();
    auto* files = dialog->findChild<QFileDialog*>();
    QVERIFY(files);
    emit files->fileSelected(folder.filePath("none/dice.pdf"));
    files->close();
    QVERIFY(dialog->findChild<MessageBar*>()->sentence().contains("dice.pdf"));
    QCOMPARE(dialog->html(), sheet);
    dialog->close();
}

void ExplorePageRoundTest::scoresStayUntilTheyAreForgotten()
{
    QVERIFY(hands_->fixture().generate("The old house", 3, 3));
    page().ask({}, 0);
    type("Ada: zebra 75%");
    page().reveal();
    page().sample();
    page().endRound();
    page().ask({}, 1);
    QCOMPARE(round().scores().size(), std::size_t(1));
    hands_->fixture().window().findChild<RoomRound*>()->forgetScores();
    QCOMPARE(panel().scores()->topLevelItemCount(), 0);
}

void ExplorePageRoundTest::personsAreScored()
{
    QVERIFY(hands_->fixture().generate("The old house", 3, 3));
    const auto word = QString::fromStdString(page().document().step(0).bytes).trimmed();
    page().ask({}, 0);
    type("Ada: " + word + " 50%");
    type("Grace: zebra 75%");
    page().reveal();
    page().sample();
    QCOMPARE(panel().scores()->topLevelItemCount(), 2);
    const auto scores = round().scores();
    QCOMPARE(scores[0].name, std::string("Ada"));
    QCOMPARE(scores[0].right, 1);
    QCOMPARE(scores[0].logScore, -1.0); // log2 0.5
    QCOMPARE(scores[1].logScore, -2.0); // log2 (1 - 0.75)
    QVERIFY(panel().scores()->topLevelItem(1)->text(2).startsWith("-2.00"));
    QVERIFY(panel().tally()->topLevelItem(0)->text(TallyView::Word).startsWith(u'✓') ||
            panel().tally()->topLevelItem(1)->text(TallyView::Word).startsWith(u'✓'));
}

void ExplorePageRoundTest::askingAgainKeepsWhatWasSaid()
{
    QVERIFY(hands_->fixture().generate("The old house", 3));
    page().ask({}, 1);
    type("little");
    hands_->press(QKeySequence(Qt::Key_F7));
    QCOMPARE(round().predictions().size(), std::size_t(1));
    hands_->clickToken(0); // somebody looks at a token that is shown
    QVERIFY(!hands_->chart().rows().empty());
    hands_->press(QKeySequence(Qt::Key_F7));
    QVERIFY(hands_->chart().rows().empty());
    QCOMPARE(round().predictions().size(), std::size_t(1));
}

void ExplorePageRoundTest::whateverChangesTheTextEndsTheRound()
{
    QVERIFY(hands_->fixture().generate("The old house", 6));
    const auto whole = hands_->shown();
    QVERIFY(hands_->pressStep());
    const auto ended = [this] {
        return round().stage() == RoundStage::Off && !page().hidesText() &&
               page().text()->stepCount() == page().document().size();
    };
    page().ask({}, 2);
    hands_->press(QKeySequence::Undo);
    QVERIFY(ended());
    QCOMPARE(hands_->shown(), whole);
    page().ask({}, 2);
    page().controls()->prompt()->setPrompt("Something else");
    page().takeTyped();
    QVERIFY(ended());
    hands_->press(QKeySequence::Undo);
    QCOMPARE(hands_->shown(), whole);
    page().ask({}, 2);
    page().play();
    QVERIFY(round().stage() == RoundStage::Off);
    page().endPlaying();
    QCOMPARE(hands_->shown(), whole);
    page().ask({}, 2);
    page().clear();
    QVERIFY(ended());
}

void ExplorePageRoundTest::aClickOnACandidateLosesNoRound()
{
    QVERIFY(hands_->fixture().generate("The old house", 6));
    page().ask({}, 2);
    type("little");
    page().reveal();
    for (const auto& row : hands_->chart().rows())
        page().choose(row.token);
    QCOMPARE(round().stage(), RoundStage::Revealed);
    QCOMPARE(round().predictions().size(), std::size_t(1));
    QCOMPARE(hands_->run().branches.size(), std::size_t(1));
}

void ExplorePageRoundTest::escapeEndsTheRoundFirst()
{
    QVERIFY(hands_->fixture().generate("The old house", 6));
    page().play();
    page().ask({}, 2);
    QCOMPARE(page().focusWidget(), panel().entry());
    QTest::keyClick(&hands_->fixture().window(), Qt::Key_Escape);
    QCOMPARE(round().stage(), RoundStage::Off);
    QCOMPARE(page().focusWidget(), page().text()); // where Space and the arrows are of use
}

void ExplorePageRoundTest::spaceSamplesOnceItIsRevealed()
{
    QVERIFY(hands_->fixture().generate("The old house", 6));
    page().ask({}, 2);
    page().text()->setFocus();
    QTest::keyClick(page().text(), Qt::Key_Space);
    QCOMPARE(round().stage(), RoundStage::Asked);
    page().reveal();
    QTest::keyClick(page().text(), Qt::Key_Space);
    QCOMPARE(round().stage(), RoundStage::Sampled);
    QCOMPARE(page().document().size(), 6);
    QTest::keyClick(page().text(), Qt::Key_Space); // once more: what is hidden stays so
    QVERIFY(!page().isRunning());
    QCOMPARE(page().text()->stepCount(), 3);
}

void ExplorePageRoundTest::aPromptThatCantBeReadIsNotAskedFor()
{
    std::string prompt(20'000, 'x');
    prompt += " y z";
    page().controls()->prompt()->setPrompt(prompt);
    page().takeTyped();
    page().ask();
    QCOMPARE(round().stage(), RoundStage::Off);
    QVERIFY(!page().message()->isHidden());
}

void ExplorePageRoundTest::aTextThatHasEndedIsNotAskedFor()
{
    QVERIFY(hands_->fixture().generate("Once upon a time", 600));
    QVERIFY(isFinal(page().document().branch().stopReason)); // the context is full by then
    page().ask({}, -1);
    QCOMPARE(round().stage(), RoundStage::Off);
    page().ask(); // the last token, then
    QCOMPARE(round().stage(), RoundStage::Asked);
    QCOMPARE(page().text()->stepCount(), page().document().size() - 1);
}

// In a text that has ended, too.
void ExplorePageRoundTest::whilePlayingTheNextTokenIsAskedFor()
{
    QVERIFY(hands_->fixture().generate("Once upon a time", 600));
    QVERIFY(isFinal(page().document().branch().stopReason));
    page().player().setPace(Player::slowest);
    page().play();
    page().player().moveBy(3 - page().player().shown());
    QCOMPARE(page().text()->stepCount(), 3);
    page().ask();
    QCOMPARE(round().stage(), RoundStage::Asked);
    QCOMPARE(page().text()->stepCount(), 3); // the last that was seen is still there
}

void ExplorePageRoundTest::anEndedRoundLetsGoOfItsModel()
{
    const auto model = bundledModel();
    const auto users = model.use_count();
    RoomRound ended;
    ended.ask(model, "The", QString());
    ended.end();
    QCOMPARE(model.use_count(), users);
}

LOGITSCOPE_TEST(ExplorePageRoundTest)
#include "tst_explore_page_round.moc"
