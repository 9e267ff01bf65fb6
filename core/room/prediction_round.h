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
    std::uint64_t person; // who gives another replaces their own; 0: the presenter, who may give
                          // many
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

struct PersonScore
{
    std::string name;
    int rounds = 0;
    int right = 0;
    double logScore = 0.0; // bits, of the rounds with a confidence together
    int scored = 0;        // rounds with a confidence
};

// log2 of the confidence, or of what is left of it. Confidence is taken as 1% to 99%, so that one
// who is certain and wrong has no infinite loss.
double logScore(double confidence, bool isRight);

// Not for several threads.
class PredictionRound
{
public:
    RoundStage stage() const { return stage_; }

    const std::string& question() const { return question_; }

    // A new round. What was predicted before is gone; scores stay.
    void ask(std::string question, std::vector<std::string> candidates = {});
    void reveal(); // from Asked

    // The token that came: everybody's score. From Revealed or Asked.
    void sample(TokenId token);
    void end(); // without a token; Off

    // That are shown to pick among, beside a word of one's own; empty: none.
    void setCandidates(std::vector<std::string> candidates); // only while Asked

    const std::vector<std::string>& candidates() const { return candidates_; }

    // Only while Asked; later ones are refused.
    bool add(GivenPrediction prediction);
    void removeWord(const std::vector<TokenId>& tokens); // by the presenter

    const std::vector<GivenPrediction>& predictions() const { return predictions_; }

    std::optional<TokenId> outcome() const { return outcome_; }

    std::vector<TallyRow> tally() const;

    // The model's probability of a word's tokens, for the tally.
    void setProbability(const std::vector<TokenId>& tokens, double probability);

    // Of all rounds, the best first. Only who has a name.
    std::vector<PersonScore> scores() const;
    void forgetScores();

    int rounds() const { return rounds_; } // that were sampled

private:
    RoundStage stage_ = RoundStage::Off;
    std::string question_;
    std::vector<std::string> candidates_;
    std::vector<GivenPrediction> predictions_;
    std::map<std::vector<TokenId>, double> probabilities_;
    std::optional<TokenId> outcome_;
    std::map<std::string, PersonScore> scores_;
    int rounds_ = 0;
};

} // namespace logitscope
