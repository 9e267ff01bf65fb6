// The player under a clock that the test moves, whose ticks come when the test says so.
#include "app/explore/player.h"
#include "tests/test_program.h"

#include <QSignalSpy>
#include <QTest>

using namespace logitscope;
using namespace std::chrono_literals;

class PlayerTest : public QObject
{
    Q_OBJECT

private slots:

    void init() { now_ = 1000s; }

    void showsATokenAPeriod();
    void delaysDontAddUp();
    void pausesAndGoesOn();
    void movesBackAndForward();
    void waitsForATextThatGrows();
    void anotherPaceBeginsNow();
    void thePaceStaysInItsRange();

private:
    void at(Player& player, std::chrono::nanoseconds sinceStart)
    {
        now_ = 1000s + sinceStart;
        player.tick();
    }

    Player::Clock clock()
    {
        return [this] { return now_; };
    }

    std::chrono::nanoseconds now_{0};
};

void PlayerTest::showsATokenAPeriod()
{
    Player player(nullptr, clock());
    QSignalSpy moved(&player, &Player::moved);
    player.setPace(4.0);
    player.play(2, 5, false);
    QCOMPARE(player.shown(), 2);
    QCOMPARE(moved.size(), 1); // what there is at the beginning
    at(player, 249ms);
    QCOMPARE(player.shown(), 2);
    at(player, 250ms);
    QCOMPARE(player.shown(), 3);
    at(player, 500ms);
    QCOMPARE(player.shown(), 4);
    QVERIFY(player.isOn());
    at(player, 750ms);
    QCOMPARE(player.shown(), 5);
    QVERIFY(!player.isOn()); // the end of the text
    QCOMPARE(moved.size(), 4);
}

void PlayerTest::delaysDontAddUp()
{
    Player player(nullptr, clock());
    player.setPace(10.0);
    player.play(0, 100, false);
    for (int tick = 1; tick <= 50; ++tick)
        at(player, tick * 100ms + 30ms); // each comes late
    QCOMPARE(player.shown(), 50);
    at(player, 7s); // the window was busy
    QCOMPARE(player.shown(), 70);
}

void PlayerTest::pausesAndGoesOn()
{
    Player player(nullptr, clock());
    player.setPace(1.0);
    player.play(0, 10, false);
    at(player, 1s);
    player.pause();
    QCOMPARE(player.state(), Player::State::Paused);
    at(player, 60s);
    QCOMPARE(player.shown(), 1);
    player.goOn();
    at(player, 60'999ms);
    QCOMPARE(player.shown(), 1);
    at(player, 61s);
    QCOMPARE(player.shown(), 2);
}

void PlayerTest::movesBackAndForward()
{
    Player player(nullptr, clock());
    player.play(3, 5, false);
    player.moveBy(-1);
    QCOMPARE(player.shown(), 2);
    QCOMPARE(player.state(), Player::State::Paused);
    player.moveBy(-9);
    QCOMPARE(player.shown(), 0);
    player.moveBy(9);
    QCOMPARE(player.shown(), 5);
    QVERIFY(player.isOn()); // to go back once more
    player.end();
    player.moveBy(-1);
    QCOMPARE(player.shown(), 5);
}

// However long it took to come, the next token doesn't bring others with it.
void PlayerTest::waitsForATextThatGrows()
{
    Player player(nullptr, clock());
    player.setPace(2.0);
    player.play(0, 0, true);
    at(player, 3s);
    QCOMPARE(player.shown(), 0);
    QVERIFY(player.isOn());
    player.setLength(6, true);
    at(player, 3s);
    QCOMPARE(player.shown(), 1);
    at(player, 3499ms);
    QCOMPARE(player.shown(), 1);
    at(player, 3500ms);
    QCOMPARE(player.shown(), 2);
    player.setLength(6, false);
    QVERIFY(player.isOn());
    at(player, 5500ms);
    QCOMPARE(player.shown(), 6);
    QVERIFY(!player.isOn());

    // All of it was shown already when it ends.
    player.play(6, 6, true);
    QVERIFY(player.isOn());
    player.setLength(6, false);
    QVERIFY(!player.isOn());
}

void PlayerTest::anotherPaceBeginsNow()
{
    Player player(nullptr, clock());
    player.setPace(1.0);
    player.play(0, 100, false);
    at(player, 2900ms);
    QCOMPARE(player.shown(), 2);
    player.setPace(20.0);
    at(player, 2949ms);
    QCOMPARE(player.shown(), 2);
    at(player, 3000ms);
    QCOMPARE(player.shown(), 4);
}

void PlayerTest::thePaceStaysInItsRange()
{
    Player player;
    player.setPace(1000.0);
    QCOMPARE(player.pace(), 20.0);
    player.setPace(0.0);
    QCOMPARE(player.pace(), 0.5);
}

LOGITSCOPE_TEST(PlayerTest)
#include "tst_player.moc"
