// One round of predict, reveal, sample: what the room says comes next, and what the model says.
//
// Right is whose word begins with the token that comes. The log score of a prediction with
// confidence c is log2(c) bits if it is right, and log2(1 - c) if it is not: it is highest, on
// average, for who says the confidence that they have. Source: Good 1952, "Rational Decisions".
#pragma once

#include "core/room/prediction.h"
#include "core/token_id.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

enum class RoundStage
{
    Off,
    Asked,    // the distribution and the next token are hidden
    Revealed, // the distribution shows; the token is still to come
    Sampled,
};

// As lesson files and the room's page have it: "", "asked", "revealed", "sampled".
std::string_view roundStageName(RoundStage stage);

// A prediction as it was given, and by whom.
struct GivenPrediction
{
    std::uint64_t person; // who gives another replaces their own; 0: the presenter, for whom each
                          // name is somebody, and may give many without a name
    Prediction prediction;
    std::vector<TokenId> tokens; // that the word would be; empty: none of this model's
};

// A word that was predicted, in the order of how many said so.
struct TallyRow
{
    std::string word;            // as most wrote it
    std::vector<TokenId> tokens; // predictions with the same tokens are one row
    int count = 0;
    std::vector<std::string> names;         // of those who gave one
    double meanConfidence = 0.0;            // of those who gave one; 0: nobody
    std::optional<double> probability = {}; // the model's, once it is known
};

// What came of one prediction.
struct RoundResult
{
    bool isRight;
    std::optional<double> logScore; // bits, of one with a confidence
};

struct PersonScore
{
    std::string name; // the last that they gave; empty: none
    int rounds = 0;
    int right = 0;
    double logScore = 0.0; // bits, of the rounds with a confidence together
    int scored = 0;        // rounds with a confidence
};

// A table of scores for spreadsheets: RFC 4180 in UTF-8, with a header line. A name that a
// spreadsheet would take for a formula has a ' before it: names come from whoever is in the room.
std::string scoresCsv(const std::vector<PersonScore>& scores);

// log2(c) or log2(1 - c). Confidence is taken as 1% to 99%, so that one who is certain and wrong
// has no infinite loss.
double logScore(double confidence, bool isRight);

// Not for several threads.
class PredictionRound
{
public:
    RoundStage stage() const { return stage_; }

    int number() const { return number_; } // counts the questions

    const std::string& question() const { return question_; }

    // A new round. What was predicted before is gone; scores stay.
    void ask(std::string question, std::vector<std::string> candidates = {});
    void reveal(); // from Asked

    // The token that came: everybody's score. From Revealed or Asked.
    void sample(TokenId token);
    void end(); // without a token; Off

    // That are shown to pick among, beside a word of one's own; empty: none.
    const std::vector<std::string>& candidates() const { return candidates_; }

    void setCandidates(std::vector<std::string> candidates); // only while Asked

    // Only while Asked; later ones are refused.
    bool add(GivenPrediction prediction);
    void removeWord(const std::vector<TokenId>& tokens); // by the presenter

    const std::vector<GivenPrediction>& predictions() const { return predictions_; }

    std::optional<TokenId> outcome() const { return outcome_; }

    std::vector<TallyRow> tally() const;

    // The model's probability of a word's tokens, for the tally.
    void setProbability(const std::vector<TokenId>& tokens, double probability);

    // Of all rounds, the best first: by how often they were right, then by their log score, where a
    // round without a confidence counts as one of 50%, which is -1 bit whatever comes. Only who has
    // a name.
    std::vector<PersonScore> scores() const;

    // Of each person but the presenter, with and without a name: this round, once it is sampled,
    // and all rounds.
    std::map<std::uint64_t, RoundResult> resultOfEach() const;
    std::map<std::uint64_t, PersonScore> scoreOfEach() const;
    void forgetScores();

    int rounds() const { return rounds_; } // that were sampled

private:
    // The presenter's predictions are their names'; persons of the same name are two.
    using Scorer = std::pair<std::uint64_t, std::string>;

    // Nobody: what the presenter typed without a name.
    static std::optional<Scorer> scorerOf(const GivenPrediction& given);
    RoundResult resultOf(const GivenPrediction& given) const;

    RoundStage stage_ = RoundStage::Off;
    int number_ = 0;
    std::string question_;
    std::vector<std::string> candidates_;
    std::vector<GivenPrediction> predictions_;
    std::map<std::vector<TokenId>, double> probabilities_;
    std::optional<TokenId> outcome_;
    std::map<Scorer, PersonScore> scores_;
    int rounds_ = 0;
};

} // namespace logitscope
