// A text that is played to a room: the first tokens of it, with the chart of the newest, and
// nothing lost.
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/text_panel.h"
#include "core_run.h"
#include "explore_hands.h"
#include "tests/test_program.h"
#include "widgets/chart/entropy_chart.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QSlider>
#include <QTest>
#include <QToolButton>

using namespace logitscope;

class ExplorePagePlayTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void cleanup() { hands_.reset(); }

    void playsFromTheBeginning();
    void playsFromTheSelectedToken();
    void arrowsStepAndTheChartFollows();
    void escapeShowsAllAgain();
    void generatesAtThePace();
    void whateverChangesTheTextEndsIt();
    void thePaceIsRemembered();
    void withoutATextThereIsNothingToPlay();

private:
    ExplorePage& page() { return hands_->page(); }

    Player& player() { return page().player(); }

    TokenText& text() { return *page().text(); }

    // Playing, but slowly, and paused at once: the test moves it.
    void playByHand()
    {
        player().setPace(Player::slowest);
        page().play();
        player().pause();
    }

    std::unique_ptr<ExploreHands> hands_;
};

void ExplorePagePlayTest::init()
{
    hands_ = std::make_unique<ExploreHands>();
    QVERIFY(hands_->openModel());
}

void ExplorePagePlayTest::playsFromTheBeginning()
{
    QVERIFY(hands_->fixture().generate("The old house", 8));
    const auto whole = hands_->shown();
    const auto run = page().shownRun();
    player().setPace(Player::fastest);
    hands_->press(QKeySequence(Qt::Key_F8));
    QCOMPARE(player().state(), Player::State::Playing);
    QCOMPARE(text().stepCount(), 0);
    QTRY_VERIFY(!player().isOn());
    QCOMPARE(hands_->shown(), whole);
    QCOMPARE(page().document().selected(), std::optional(7));
    QVERIFY(page().shownRun() == run);
}

void ExplorePagePlayTest::playsFromTheSelectedToken()
{
    QVERIFY(hands_->fixture().generate("The old house", 8));
    hands_->clickToken(3);
    playByHand();
    QCOMPARE(text().stepCount(), 3);
    QCOMPARE(text().selected(), std::optional(2));
    QCOMPARE(page().stepPanel()->entropyChart()->stepCount(), 3);
    QCOMPARE(page().document().size(), 8); // nothing is deleted
}

void ExplorePagePlayTest::arrowsStepAndTheChartFollows()
{
    QVERIFY(hands_->fixture().generate("The old house", 6, 3));
    const CoreRun reference("The old house", 6, 3, hands_->settings());
    playByHand();
    text().setFocus();
    for (int step = 0; step < 6; ++step) {
        QTest::keyClick(&text(), Qt::Key_Right);
        QCOMPARE(text().stepCount(), step + 1);
        QCOMPARE(text().selected(), std::optional(step));
        compareChart(hands_->chart(), reference.logits[static_cast<std::size_t>(step)],
                     hands_->settings());
    }
    QTest::keyClick(&text(), Qt::Key_Left);
    QTest::keyClick(&text(), Qt::Key_Left);
    QCOMPARE(text().stepCount(), 4);
    compareChart(hands_->chart(), reference.logits[3], hands_->settings());
    QTest::keyClick(&text(), Qt::Key_Space);
    QCOMPARE(player().state(), Player::State::Playing);
    QTest::keyClick(&text(), Qt::Key_Space);
    QCOMPARE(player().state(), Player::State::Paused);
    QCOMPARE(page().document().size(), 6); // Space has sampled nothing
}

void ExplorePagePlayTest::escapeShowsAllAgain()
{
    QVERIFY(hands_->fixture().generate("The old house", 8));
    const auto whole = hands_->shown();
    playByHand();
    QVERIFY(hands_->shown() != whole);
    QVERIFY(!page().playBar()->isHidden());
    hands_->press(QKeySequence(Qt::Key_Escape));
    QCOMPARE(hands_->shown(), whole);
    QVERIFY(page().playBar()->isHidden());
    QTest::keyClick(&text(), Qt::Key_Space); // samples again
    QVERIFY(hands_->waitForTheEnd());
    QCOMPARE(page().document().size(), 9);
}

void ExplorePagePlayTest::generatesAtThePace()
{
    page().playBar()->asGenerated()->setChecked(true);
    player().setPace(Player::slowest);
    QVERIFY(hands_->fixture().generate("The old house", 12));
    QCOMPARE(page().document().size(), 12);
    QVERIFY(player().isOn());
    QVERIFY(text().stepCount() < 12);
    player().setPace(Player::fastest);
    QTRY_VERIFY(!player().isOn());
    QCOMPARE(text().stepCount(), 12);
    QCOMPARE(page().document().selected(), std::optional(11));
}

void ExplorePagePlayTest::whateverChangesTheTextEndsIt()
{
    QVERIFY(hands_->fixture().generate("The old house", 8));
    playByHand();
    QVERIFY(hands_->pressStep());
    QVERIFY(!player().isOn());
    QCOMPARE(text().stepCount(), 9);
    playByHand();
    hands_->press(QKeySequence::Undo);
    QVERIFY(!player().isOn());
    QCOMPARE(text().stepCount(), 8);
    playByHand();
    page().clear();
    QVERIFY(!player().isOn());
    QCOMPARE(text().stepCount(), 0);
}

void ExplorePagePlayTest::thePaceIsRemembered()
{
    page().playBar()->pace()->setValue(7.5);
    QCOMPARE(player().pace(), 7.5);
    QCOMPARE(page().playBar()->slider()->accessibleDescription(), QString("7.5 tokens/s"));
    page().playBar()->slider()->setValue(page().playBar()->slider()->maximum());
    QCOMPARE(player().pace(), 20.0);
    page().playBar()->slider()->setValue(0);
    QCOMPARE(player().pace(), 0.5);
    page().playBar()->pace()->setValue(7.5);
    page().playBar()->asGenerated()->setChecked(true);
    hands_->fixture().restart();
    QCOMPARE(player().pace(), 7.5);
    QVERIFY(page().playBar()->asGenerated()->isChecked());
}

void ExplorePagePlayTest::withoutATextThereIsNothingToPlay()
{
    page().play();
    QVERIFY(!player().isOn());
    QVERIFY(!page().playBar()->isHidden()); // the pace can be set
}

LOGITSCOPE_TEST(ExplorePagePlayTest)
#include "tst_explore_page_play.moc"
