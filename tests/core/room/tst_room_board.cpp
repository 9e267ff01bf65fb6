#include "core/room/room_board.h"
#include "tests/test_program.h"

#include <QTest>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

using namespace logitscope;
using namespace std::chrono_literals;

namespace
{

RoomView asked(int round)
{
    return {.round = round, .stage = RoundStage::Asked, .question = "Once upon a"};
}

Prediction word(const std::string& text)
{
    return {.word = text};
}

} // namespace

class TestRoomBoard : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsAskedAtFirst();
    void predictionsComeThrough();
    void theLastOneCounts();
    void ownIsShownUntilItIsDropped();
    void lateOnesAreRefused();
    void anotherRoundDropsWhatWaits();
    void people();
    void fullRoom();
    void fullRound();
    void manyThreads();
    void viewBeforeTheReveal();
    void viewAfterIt();
    void viewOfManyWords();
    void viewOfALongText();
};

void TestRoomBoard::nothingIsAskedAtFirst()
{
    RoomBoard board;
    QVERIFY(!board.predict(1, 0, word("a")));
    QCOMPARE(board.look(1).view->stage, RoundStage::Off);
    QVERIFY(board.takePredictions().empty());
}

void TestRoomBoard::predictionsComeThrough()
{
    int woken = 0;
    RoomBoard board([&] { ++woken; });
    board.publish(asked(1));
    QVERIFY(board.predict(7, 1, {.name = "Ada", .word = "time", .confidence = 0.5}));
    QCOMPARE(woken, 1);
    QCOMPARE(board.look(7).predicted, 1);
    const auto taken = board.takePredictions();
    QCOMPARE(taken.size(), std::size_t(1));
    QCOMPARE(taken[0].first, std::uint64_t(7));
    QCOMPARE(taken[0].second, (Prediction{.name = "Ada", .word = "time", .confidence = 0.5}));
    QVERIFY(board.takePredictions().empty());
}

void TestRoomBoard::theLastOneCounts()
{
    RoomBoard board;
    board.publish(asked(1));
    QVERIFY(board.predict(7, 1, word("a")));
    QVERIFY(board.predict(7, 1, word("b")));
    QCOMPARE(board.look(7).predicted, 1);
    QCOMPARE(board.takePredictions().size(), std::size_t(1));
    QVERIFY(board.predict(7, 1, word("c")));
    QCOMPARE(board.look(7).own, std::optional(word("c")));
    QCOMPARE(board.look(7).predicted, 1);
    QCOMPARE(board.takePredictions()[0].second, word("c"));
    QCOMPARE(board.look(7).own, std::optional(word("c")));
}

// By the window: the presenter removed it, or it came too late.
void TestRoomBoard::ownIsShownUntilItIsDropped()
{
    RoomBoard board;
    board.publish(asked(1));
    QVERIFY(board.predict(7, 1, word("a")));
    (void)board.takePredictions();
    QCOMPARE(board.look(7).own, std::optional(word("a")));
    auto view = asked(1);
    view.predicted = 1;
    view.predictions = {{7, word("a")}};
    board.publish(view);
    QCOMPARE(board.look(7).own, std::optional(word("a")));
    QCOMPARE(board.look(7).predicted, 1);
    QVERIFY(!board.look(8).own);
    board.publish(asked(1));
    QVERIFY(!board.look(7).own);
}

void TestRoomBoard::lateOnesAreRefused()
{
    RoomBoard board;
    board.publish(asked(2));
    QVERIFY(!board.predict(7, 1, word("a")));
    auto view = asked(2);
    view.stage = RoundStage::Revealed;
    board.publish(view);
    QVERIFY(!board.predict(7, 2, word("a")));
    QVERIFY(board.takePredictions().empty());
}

void TestRoomBoard::anotherRoundDropsWhatWaits()
{
    RoomBoard board;
    board.publish(asked(1));
    QVERIFY(board.predict(7, 1, word("a")));
    board.publish(asked(2));
    QVERIFY(board.takePredictions().empty());
    QVERIFY(!board.look(7).own);
}

void TestRoomBoard::people()
{
    RoomBoard board;
    const RoomBoard::Time begin{};
    QVERIFY(!board.knows(1));
    QVERIFY(board.enter(1, begin));
    QVERIFY(board.enter(1, begin + 1s));
    QVERIFY(board.enter(2, begin + 5s));
    QVERIFY(board.knows(1));
    QCOMPARE(board.people(begin + 5s), 2);
    QCOMPARE(board.people(begin + 12s), 1); // the first was seen at 1 s
    QCOMPARE(board.people(begin + 15s), 0);
    QVERIFY(board.knows(1));
}

void TestRoomBoard::fullRoom()
{
    RoomBoard board;
    const RoomBoard::Time begin{};
    for (std::uint64_t person = 1; person <= RoomBoard::mostPeople; ++person)
        QVERIFY(board.enter(person, begin));
    QVERIFY(!board.enter(5000, begin + 9s));
    QVERIFY(board.enter(1, begin + 9s)); // who is in stays in
    QVERIFY(board.enter(5000, begin + 10s));
    QVERIFY(board.knows(1) && !board.knows(2));
}

// Whether they were taken and published or not.
void TestRoomBoard::fullRound()
{
    RoomBoard board;
    board.publish(asked(1));
    constexpr std::uint64_t most = RoomBoard::mostPeople;
    auto view = asked(1);
    for (std::uint64_t person = 1; person <= most; ++person) {
        QVERIFY(board.predict(person, 1, word("a")));
        view.predictions[person] = word("a");
    }
    QVERIFY(!board.predict(most + 1, 1, word("a")));
    QVERIFY(board.predict(1, 1, word("b"))); // who changes their mind
    QCOMPARE(board.takePredictions().size(), std::size_t(most));
    QVERIFY(!board.predict(most + 1, 1, word("a")));
    view.predicted = static_cast<int>(most);
    board.publish(view);
    QVERIFY(!board.predict(most + 1, 1, word("a")));
    QVERIFY(board.predict(1, 1, word("c")));
    board.publish(asked(2));
    QVERIFY(board.predict(most + 1, 2, word("a")));
}

void TestRoomBoard::manyThreads()
{
    std::atomic<int> woken = 0;
    RoomBoard board([&] { ++woken; });
    board.publish(asked(1));
    constexpr int each = 100;
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::uint64_t i = 1; i <= each; ++i) {
                board.enter(t * each + i);
                board.predict(t * each + i, 1, word("a"));
                (void)board.look(i);
            }
        });
    std::size_t taken = 0;
    while (taken < 4 * each) {
        taken += board.takePredictions().size();
        std::this_thread::yield();
    }
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(taken, std::size_t(4 * each));
    QCOMPARE(woken.load(), 4 * each);
    QCOMPARE(board.people(), 4 * each);
}

void TestRoomBoard::viewBeforeTheReveal()
{
    PredictionRound round;
    round.ask("Once upon a", {"time", "day"});
    QVERIFY(round.add({7, {.word = "time"}, {3}}));
    round.setProbability({3}, 0.5);
    const auto view = viewOf(round, "One day", "time", true);
    QCOMPARE(view.round, 1);
    QCOMPARE(view.text, std::string("One day"));
    QCOMPARE(view.question, std::string("Once upon a"));
    QCOMPARE(view.candidates.size(), std::size_t(2));
    QCOMPARE(view.predicted, 1);
    QVERIFY(view.tally.empty() && view.outcome.empty() && view.results.empty());
    QCOMPARE(view.predictions.at(7), word("time"));
}

void TestRoomBoard::viewAfterIt()
{
    PredictionRound round;
    round.ask("Once upon a");
    QVERIFY(round.add({7, {.word = "time", .confidence = 0.25}, {3}}));
    QVERIFY(round.add({8, {.word = "shit"}, {4}}));
    round.setProbability({3}, 0.5);
    round.reveal();
    auto view = viewOf(round, "One day", "time", true);
    QCOMPARE(view.tally.size(), std::size_t(2));
    QVERIFY(std::ranges::count(
        view.tally,
        RoomWord{.word = "time", .count = 1, .meanConfidence = 0.25, .probability = 0.5}));
    QVERIFY(std::ranges::count(view.tally, RoomWord{.word = "s•••", .count = 1}));
    QVERIFY(view.outcome.empty());
    QVERIFY(std::ranges::count(viewOf(round, "One day", "", false).tally,
                               RoomWord{.word = "shit", .count = 1}));

    round.sample(3);
    view = viewOf(round, "One day", " time", true);
    QCOMPARE(view.outcome, std::string(" time"));
    QVERIFY(view.results.at(7).isRight && !view.results.at(8).isRight);
    QCOMPARE(view.scores.at(7).logScore, -2.0);
}

void TestRoomBoard::viewOfManyWords()
{
    PredictionRound round;
    round.ask("Once upon a");
    for (TokenId token = 1; token <= 25; ++token)
        QVERIFY(
            round.add({static_cast<std::uint64_t>(token), word(std::to_string(token)), {token}}));
    round.reveal();
    const auto view = viewOf(round, "One day", "", true);
    QCOMPARE(view.tally.size(), mostRoomWords);
    QCOMPARE(view.otherWords, 5);
}

// The end of it, in whole characters, and always UTF-8.
void TestRoomBoard::viewOfALongText()
{
    PredictionRound round;
    round.ask("What next?");
    const auto textOf = [&](const std::string& text) { return viewOf(round, text, "", true).text; };
    QCOMPARE(textOf("One day\n"), std::string("One day\n"));
    QCOMPARE(textOf("a\xC3"), std::string("a\xEF\xBF\xBD"));
    QCOMPARE(textOf(std::string(mostRoomText, 'x')), std::string(mostRoomText, 'x'));
    std::string accents;
    for (std::size_t i = 0; i < mostRoomText; ++i)
        accents += "é";
    QCOMPARE(textOf(accents + "!"), "…" + accents.substr(0, mostRoomText - 2) + "!");
}

LOGITSCOPE_TEST(TestRoomBoard)
#include "tst_room_board.moc"
