#include "core/sampling/distribution.h"

#include "core/sampling/ranking.h"
#include "core/sampling/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

constexpr float impossible = -std::numeric_limits<float>::infinity();

std::optional<Error> findLogitError(std::span<const float> logits)
{
    if (logits.empty())
        return Error{"there are no logits, expected one for every token of the vocabulary"};
    for (std::size_t token = 0; token < logits.size(); ++token)
        if (!(logits[token] < std::numeric_limits<float>::infinity()))
            return Error{fmt::format("the logit of token {} is {}, expected a finite number", token,
                                     std::isnan(logits[token]) ? "NaN" : "+inf")};
    if (std::ranges::all_of(logits, [](float logit) { return logit == impossible; }))
        return Error{"all logits are -inf, expected at least one token that is possible"};
    return std::nullopt;
}

// Logits are F32, so that .5 + .3 comes out a little under .8. A sum this close to p (both as parts
// of 1) has reached it, and the next token is one too many.
constexpr double nucleusTolerance = 1e-7;

// top-p: the length of the shortest prefix whose part of all the weights reaches p.
std::size_t nucleusSize(std::span<const double> weights, double all, double p)
{
    const double enough = (p - nucleusTolerance) * all;
    double sum = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i];
        if (sum >= enough)
            return i + 1;
    }
    return weights.size();
}

// The softmax of the logits, not yet divided by its sum. At temperature 0 the first has it all.
void weigh(std::span<const float> logits, double temperature, std::span<double> weights)
{
    if (temperature > 0.0)
        return temper(logits, temperature, weights);
    std::ranges::fill(weights, 0.0);
    weights.front() = 1.0;
}

} // namespace

Result<Distribution> Distribution::rank(std::span<const float> logits)
{
    assert(logits.size() <= static_cast<std::size_t>(std::numeric_limits<TokenId>::max()));
    if (auto error = findLogitError(logits))
        return fail(std::move(error->message));

    Distribution ranked(logits.size());
    const std::span<float> sorted = ranked.table_.column<0>();
    const std::span<TokenId> tokens = ranked.table_.column<1>();
    const std::span<int> ranks = ranked.table_.column<2>();
    rankTokens(logits, tokens);
    for (std::size_t rank = 0; rank < tokens.size(); ++rank) {
        const auto token = static_cast<std::size_t>(tokens[rank]);
        sorted[rank] = logits[token];
        ranks[token] = static_cast<int>(rank);
    }

    const auto possible =
        std::ranges::lower_bound(sorted, impossible, std::greater()) - sorted.begin();
    ranked.possible_ = static_cast<int>(possible);

    const std::span<const float> finite = sorted.first(static_cast<std::size_t>(possible));
    thread_local std::vector<double> weights; // kept from step to step, as in rankTokens
    weights.resize(finite.size());
    temper(finite, 1.0, weights);
    const WeightSums sums = sumWeights(finite, weights);
    ranked.weightSum_ = sums.weight;
    ranked.entropy_ = entropyOf(sums, 1.0);
    return ranked;
}

int Distribution::size() const
{
    return static_cast<int>(table_.rows());
}

TokenId Distribution::token(int rank) const
{
    assert(rank >= 0 && rank < size());
    return tokens()[static_cast<std::size_t>(rank)];
}

int Distribution::rankOf(TokenId token) const
{
    assert(token >= 0 && token < size());
    return ranks()[static_cast<std::size_t>(token)];
}

float Distribution::logit(int rank) const
{
    assert(rank >= 0 && rank < size());
    return logits()[static_cast<std::size_t>(rank)];
}

double Distribution::probability(int rank) const
{
    assert(rank >= 0 && rank < size());
    return std::exp(static_cast<double>(logit(rank)) - logit(0)) / weightSum_;
}

double Distribution::entropy() const
{
    return entropy_;
}

Shaped Distribution::shape(const SamplerSettings& settings) const
{
    assert(!findError(settings));
    Shaped shaped;
    shaped.possible = possible_;
    shaped.passedTopK = settings.topK == 0 ? possible_ : std::min(settings.topK, possible_);

    // top-p measures the candidates at this temperature; what it keeps is drawn at the settings'
    // own.
    const double filterTemperature =
        settings.order == FilterOrder::FilterThenTemperature ? 1.0 : settings.temperature;

    std::span<const float> candidates = logits().first(static_cast<std::size_t>(shaped.passedTopK));
    std::vector<double>& weights = shaped.probabilities; // become probabilities where they are
    weights.resize(candidates.size());
    if (settings.topP < 1.0) {
        weigh(candidates, filterTemperature, weights);
        const double all = sumWeights(candidates, weights).weight;
        weights.resize(nucleusSize(weights, all, settings.topP));
        candidates = candidates.first(weights.size());
    }
    if (settings.topP == 1.0 || settings.temperature != filterTemperature)
        weigh(candidates, settings.temperature, weights);
    const WeightSums sums = sumWeights(candidates, weights);
    scale(weights, 1.0 / sums.weight);

    SamplingInfo& info = shaped.info;
    info.originalEntropy = entropy_;
    info.finalEntropy = settings.temperature == 0.0 ? 0.0 : entropyOf(sums, settings.temperature);
    info.effectiveVocabulary = std::exp2(info.finalEntropy);
    info.topTokenProbability = weights.front();
    info.kept = static_cast<int>(weights.size());
    return shaped;
}

} // namespace logitscope
