#include "core/room/prediction_round.h"

#include "core/run/comparison_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

// Who gives more than one prediction, as the presenter does for a room without telephones.
constexpr std::uint64_t presenter = 0;

double rankedScore(const PersonScore& score)
{
    return score.logScore + (score.rounds - score.scored) * logScore(0.5, true);
}

struct Words
{
    TallyRow row;
    std::map<std::string, int> spellings;
    double confidence = 0.0; // sum
    int confident = 0;
};

} // namespace

std::string_view roundStageName(RoundStage stage)
{
    constexpr std::array<std::string_view, 4> names{"", "asked", "revealed", "sampled"};
    return names[static_cast<std::size_t>(stage)];
}

std::string scoresCsv(const std::vector<PersonScore>& scores)
{
    std::string csv = "name,rounds,right,rounds_with_confidence,log_score\r\n";
    for (const auto& score : scores) {
        constexpr std::string_view formula = "=+-@";
        const bool isFormula =
            !score.name.empty() && formula.find(score.name.front()) != std::string_view::npos;
        csv += fmt::format("{},{},{},{},{}\r\n", csvCell((isFormula ? "'" : "") + score.name),
                           score.rounds, score.right, score.scored, score.logScore);
    }
    return csv;
}

double logScore(double confidence, bool isRight)
{
    const double bounded = std::clamp(confidence, 0.01, 0.99);
    return std::log2(isRight ? bounded : 1.0 - bounded);
}

void PredictionRound::ask(std::string question, std::vector<std::string> candidates)
{
    stage_ = RoundStage::Asked;
    ++number_;
    question_ = std::move(question);
    candidates_ = std::move(candidates);
    predictions_.clear();
    probabilities_.clear();
    outcome_.reset();
}

void PredictionRound::setCandidates(std::vector<std::string> candidates)
{
    if (stage_ == RoundStage::Asked)
        candidates_ = std::move(candidates);
}

void PredictionRound::reveal()
{
    if (stage_ == RoundStage::Asked)
        stage_ = RoundStage::Revealed;
}

void PredictionRound::sample(TokenId token)
{
    if (stage_ != RoundStage::Asked && stage_ != RoundStage::Revealed)
        return;
    stage_ = RoundStage::Sampled;
    outcome_ = token;
    ++rounds_;
    for (const auto& given : predictions_) {
        const auto scorer = scorerOf(given);
        if (!scorer)
            continue;
        auto& score = scores_[*scorer];
        score.name = given.prediction.name;
        const auto [isRight, bits] = resultOf(given);
        ++score.rounds;
        score.right += isRight ? 1 : 0;
        if (bits) {
            ++score.scored;
            score.logScore += *bits;
        }
    }
}

std::optional<PredictionRound::Scorer> PredictionRound::scorerOf(const GivenPrediction& given)
{
    if (given.person != presenter)
        return Scorer{given.person, {}};
    const auto& name = given.prediction.name;
    return name.empty() ? std::nullopt : std::optional(Scorer{presenter, name});
}

RoundResult PredictionRound::resultOf(const GivenPrediction& given) const
{
    const bool isRight = !given.tokens.empty() && given.tokens.front() == outcome_;
    const auto confidence = given.prediction.confidence;
    return {isRight, confidence ? std::optional(logScore(*confidence, isRight)) : std::nullopt};
}

void PredictionRound::end()
{
    stage_ = RoundStage::Off;
    predictions_.clear();
    probabilities_.clear();
    outcome_.reset();
}

bool PredictionRound::add(GivenPrediction given)
{
    if (stage_ != RoundStage::Asked || given.prediction.word.empty())
        return false;
    const auto scorer = scorerOf(given);
    const auto own = std::ranges::find(predictions_, scorer, scorerOf);
    if (scorer && own != predictions_.end())
        *own = std::move(given);
    else
        predictions_.push_back(std::move(given));
    return true;
}

void PredictionRound::removeWord(const std::vector<TokenId>& tokens)
{
    std::erase_if(predictions_,
                  [&](const GivenPrediction& given) { return given.tokens == tokens; });
}

std::vector<TallyRow> PredictionRound::tally() const
{
    std::map<std::vector<TokenId>, Words> words;
    for (const auto& [person, prediction, tokens] : predictions_) {
        auto& [row, spellings, confidence, confident] = words[tokens];
        row.tokens = tokens;
        ++row.count;
        ++spellings[prediction.word];
        if (!prediction.name.empty())
            row.names.push_back(prediction.name);
        if (prediction.confidence) {
            confidence += *prediction.confidence;
            ++confident;
        }
    }
    std::vector<TallyRow> rows;
    for (auto& [tokens, entry] : words) {
        auto& [row, spellings, confidence, confident] = entry;
        row.word = std::ranges::max_element(spellings, {}, [](const auto& spelling) {
                       return spelling.second;
                   })->first;
        row.meanConfidence = confident > 0 ? confidence / confident : 0.0;
        if (const auto known = probabilities_.find(tokens); known != probabilities_.end())
            row.probability = known->second;
        rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, std::greater(), &TallyRow::count);
    return rows;
}

void PredictionRound::setProbability(const std::vector<TokenId>& tokens, double probability)
{
    probabilities_[tokens] = probability;
}

std::vector<PersonScore> PredictionRound::scores() const
{
    std::vector<PersonScore> scores;
    for (const auto& [scorer, score] : scores_) {
        if (!score.name.empty())
            scores.push_back(score);
    }
    std::ranges::stable_sort(scores, [](const PersonScore& one, const PersonScore& other) {
        return one.right != other.right ? one.right > other.right
                                        : rankedScore(one) > rankedScore(other);
    });
    return scores;
}

std::map<std::uint64_t, RoundResult> PredictionRound::resultOfEach() const
{
    std::map<std::uint64_t, RoundResult> results;
    for (const auto& given : predictions_) {
        if (outcome_ && given.person != presenter)
            results.emplace(given.person, resultOf(given));
    }
    return results;
}

std::map<std::uint64_t, PersonScore> PredictionRound::scoreOfEach() const
{
    std::map<std::uint64_t, PersonScore> scores;
    for (const auto& [scorer, score] : scores_) {
        if (scorer.first != presenter)
            scores.emplace(scorer.first, score);
    }
    return scores;
}

void PredictionRound::forgetScores()
{
    scores_.clear();
    rounds_ = 0;
}

} // namespace logitscope
