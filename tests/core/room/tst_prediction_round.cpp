#include "core/room/prediction_round.h"
#include "tests/test_program.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace logitscope;

namespace
{

constexpr TokenId little = 10;
constexpr TokenId big = 20;
constexpr TokenId ly = 30;

GivenPrediction given(std::uint64_t person, const std::string& name, const std::string& word,
                      std::vector<TokenId> tokens, std::optional<double> confidence = {})
{
    return {person, {.name = name, .word = word, .confidence = confidence}, std::move(tokens)};
}

} // namespace

class TestPredictionRound : public QObject
{
    Q_OBJECT

private slots:
    void logScores();
    void honestyScoresBest();
    void stages();
    void onlyWhileAsked();
    void oneForEachPerson();
    void tally();
    void removedWords();
    void scores();
    void scoresOfTheRoom();
    void sameNames();
    void forgotten();
    void csv();
};

void TestPredictionRound::logScores()
{
    QCOMPARE(logScore(0.5, true), -1.0);
    QCOMPARE(logScore(0.5, false), -1.0);
    QCOMPARE(logScore(0.25, true), -2.0);
    QCOMPARE(logScore(0.75, false), -2.0);
    QCOMPARE(logScore(0.875, false), -3.0);
    // Certain and wrong is as bad as 99% and wrong; certain and right as good as 99%.
    QCOMPARE(logScore(1.0, false), std::log(0.01) / std::log(2.0));
    QCOMPARE(logScore(1.0, true), std::log(0.99) / std::log(2.0));
    QCOMPARE(logScore(0.0, true), std::log(0.01) / std::log(2.0));
}

// Who is right in 3 of 10 rounds loses least, on average, with a confidence of 30%.
void TestPredictionRound::honestyScoresBest()
{
    const auto average = [](double confidence) {
        return 0.3 * logScore(confidence, true) + 0.7 * logScore(confidence, false);
    };
    for (int percent = 1; percent < 100; ++percent)
        QVERIFY(percent == 30 || average(percent / 100.0) < average(0.3));
}

void TestPredictionRound::stages()
{
    PredictionRound round;
    QCOMPARE(round.stage(), RoundStage::Off);
    round.reveal();
    round.sample(little);
    QCOMPARE(round.stage(), RoundStage::Off); // nothing was asked
    QCOMPARE(round.rounds(), 0);

    round.ask("Once upon a", {"time", "day"});
    QCOMPARE(round.stage(), RoundStage::Asked);
    QCOMPARE(round.question(), std::string("Once upon a"));
    QCOMPARE(round.candidates(), (std::vector<std::string>{"time", "day"}));
    QCOMPARE(round.number(), 1);
    round.reveal();
    QCOMPARE(round.stage(), RoundStage::Revealed);
    QVERIFY(!round.outcome());
    round.sample(little);
    QCOMPARE(round.stage(), RoundStage::Sampled);
    QCOMPARE(round.outcome(), std::optional<TokenId>(little));
    round.sample(big); // once
    QCOMPARE(round.outcome(), std::optional<TokenId>(little));
    QCOMPARE(round.rounds(), 1);

    round.ask("Once upon a time");
    QCOMPARE(round.stage(), RoundStage::Asked);
    QVERIFY(!round.outcome() && round.candidates().empty());
    QCOMPARE(round.number(), 2);
    round.sample(big); // without a reveal
    QCOMPARE(round.stage(), RoundStage::Sampled);
    QCOMPARE(round.rounds(), 2);
    round.end();
    QCOMPARE(round.stage(), RoundStage::Off);
    QVERIFY(!round.outcome());
}

void TestPredictionRound::onlyWhileAsked()
{
    PredictionRound round;
    QVERIFY(!round.add(given(1, "Ada", "little", {little})));
    round.ask("A");
    QVERIFY(!round.add(given(1, "Ada", "", {})));
    QVERIFY(round.add(given(1, "Ada", "little", {little})));
    round.reveal();
    QVERIFY(!round.add(given(2, "Bob", "little", {little})));
    round.sample(little);
    QVERIFY(!round.add(given(2, "Bob", "little", {little})));
    QCOMPARE(round.predictions().size(), std::size_t(1));
    round.ask("B");
    QVERIFY(round.predictions().empty());
}

void TestPredictionRound::oneForEachPerson()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(1, "", "big", {big})));
    QVERIFY(round.add(given(1, "Ada", "little", {little}))); // changed their mind
    QVERIFY(round.add(given(0, "", "big", {big})));
    QVERIFY(round.add(given(0, "", "big", {big}))); // the presenter types many
    const auto rows = round.tally();
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0].word, std::string("big"));
    QCOMPARE(rows[0].count, 2);
    QCOMPARE(rows[1].names, std::vector<std::string>{"Ada"});
    // In a chat, too, somebody changes their mind; that is one round of theirs.
    QVERIFY(round.add(given(0, "Bob", "big", {big})));
    QVERIFY(round.add(given(0, "Bob", "little", {little})));
    QCOMPARE(round.tally()[0].count, 2);
    QCOMPARE(round.tally()[1].count, 2);
    round.sample(big);
    QCOMPARE(round.scores().size(), std::size_t(2));
    for (const auto& score : round.scores()) {
        QCOMPARE(score.rounds, 1);
        QCOMPARE(score.right, 0);
    }
}

void TestPredictionRound::tally()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(1, "Ada", "Little", {little}, 0.5)));
    QVERIFY(round.add(given(2, "", "little", {little})));
    QVERIFY(round.add(given(3, "Bob", "little", {little}, 0.75)));
    QVERIFY(round.add(given(4, "", "big", {big})));
    QVERIFY(round.add(given(5, "", "littlely", {little, ly}))); // begins alike, another word
    round.setProbability({little}, 0.125);
    const auto rows = round.tally();
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0].word, std::string("little")); // two of three wrote so
    QCOMPARE(rows[0].count, 3);
    QCOMPARE(rows[0].names, (std::vector<std::string>{"Ada", "Bob"}));
    QCOMPARE(rows[0].meanConfidence, 0.625); // of the two who said one
    QCOMPARE(rows[0].probability, std::optional(0.125));
    for (const auto& row : {rows[1], rows[2]}) {
        QCOMPARE(row.count, 1);
        QCOMPARE(row.meanConfidence, 0.0);
        QVERIFY(!row.probability);
    }
    round.ask("B");
    QVERIFY(round.tally().empty());
}

void TestPredictionRound::removedWords()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(1, "", "big", {big})));
    QVERIFY(round.add(given(2, "", "Big", {big})));
    QVERIFY(round.add(given(3, "", "little", {little})));
    round.removeWord({big});
    const auto rows = round.tally();
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].word, std::string("little"));
}

// Three rounds by hand: Ada 50% right, 75% wrong, then none; Bob 50% right; Cem says no confidence
// in two, which are a bit each.
void TestPredictionRound::scores()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(1, "Ada", "little", {little}, 0.5)));
    QVERIFY(round.add(given(2, "Bob", "littlely", {little, ly}, 0.5))); // begins with it: right
    QVERIFY(round.add(given(0, "Cem", "big", {big})));
    round.sample(little);
    round.ask("B");
    QVERIFY(round.add(given(1, "Ada", "little", {little}, 0.75)));
    QVERIFY(round.add(given(0, "Cem", "big", {big})));
    round.sample(big);
    round.ask("C");
    QVERIFY(round.add(given(4, "", "big", {big}, 0.5)));
    round.sample(big);

    QCOMPARE(round.rounds(), 3);
    const auto scores = round.scores();
    QCOMPARE(scores.size(), std::size_t(3)); // who has no name isn't in the table
    // Each was right once; the best log score first.
    QCOMPARE(scores[0].name, std::string("Bob"));
    QCOMPARE(scores[0].logScore, -1.0); // log2(1/2)
    QCOMPARE(scores[1].name, std::string("Cem"));
    QCOMPARE(scores[1].rounds, 2);
    QCOMPARE(scores[1].scored, 0);
    QCOMPARE(scores[1].logScore, 0.0);
    QCOMPARE(scores[2].name, std::string("Ada"));
    QCOMPARE(scores[2].rounds, 2);
    QCOMPARE(scores[2].right, 1);
    QCOMPARE(scores[2].scored, 2);
    QCOMPARE(scores[2].logScore, -3.0); // log2(1/2) + log2(1/4)
}

void TestPredictionRound::scoresOfTheRoom()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(7, "", "little", {little}, 0.25)));
    QVERIFY(round.add(given(8, "Ada", "big", {big})));
    QVERIFY(round.add(given(0, "Bob", "big", {big})));
    QVERIFY(round.resultOfEach().empty());
    round.sample(little);
    const auto results = round.resultOfEach();
    QCOMPARE(results.size(), std::size_t(2));
    QVERIFY(results.at(7).isRight);
    QCOMPARE(results.at(7).logScore, std::optional(-2.0));
    QVERIFY(!results.at(8).isRight);
    QVERIFY(!results.at(8).logScore);
    QCOMPARE(round.scoreOfEach().size(), std::size_t(2));
    QCOMPARE(round.scoreOfEach().at(7).logScore, -2.0);

    round.ask("B");
    QVERIFY(round.resultOfEach().empty());
    QVERIFY(round.add(given(7, "Eve", "little", {little}, 0.5))); // has a name from now on
    round.sample(little);
    QCOMPARE(round.scoreOfEach().at(7).logScore, -3.0);
    QCOMPARE(round.scoreOfEach().at(7).right, 2);
    QCOMPARE(round.scores().front().name, std::string("Eve"));
    QCOMPARE(round.scores().front().rounds, 2);
}

// In a room, two may be called Anna; the presenter's Anna is one.
void TestPredictionRound::sameNames()
{
    PredictionRound round;
    for (int i = 0; i < 2; ++i) {
        round.ask("A");
        QVERIFY(round.add(given(1, "Anna", "little", {little})));
        QVERIFY(round.add(given(2, "Anna", "big", {big})));
        QVERIFY(round.add(given(0, "Bea", "big", {big})));
        round.sample(little);
    }
    const auto scores = round.scores();
    QCOMPARE(scores.size(), std::size_t(3));
    QCOMPARE(scores[0].right, 2);
    QCOMPARE(scores[1].right, 0);
    QCOMPARE(scores[2].rounds, 2);
}

void TestPredictionRound::forgotten()
{
    PredictionRound round;
    round.ask("A");
    QVERIFY(round.add(given(1, "Ada", "little", {little}, 0.5)));
    round.sample(little);
    round.forgetScores();
    QVERIFY(round.scores().empty());
    QVERIFY(round.scoreOfEach().empty());
    QCOMPARE(round.rounds(), 0);
}

void TestPredictionRound::csv()
{
    const std::string header = "name,rounds,right,rounds_with_confidence,log_score\r\n";
    QCOMPARE(scoresCsv({}), header);
    QCOMPARE(scoresCsv(
                 {{.name = "Ada \"A\", L.", .rounds = 3, .right = 1, .logScore = -2.5, .scored = 2},
                  {.name = "=1+1", .rounds = 1}}),
             header + "\"Ada \"\"A\"\", L.\",3,1,2,-2.5\r\n'=1+1,1,0,0,0\r\n");
}

LOGITSCOPE_TEST(TestPredictionRound)
#include "tst_prediction_round.moc"
