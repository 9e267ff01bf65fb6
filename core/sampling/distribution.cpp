#include "core/sampling/distribution.h"

#include "core/sampling/cut.h"
#include "core/sampling/ranked_weights.h"
#include "core/sampling/ranking.h"
#include "core/sampling/raw_logits.h"

#include <cassert>
#include <limits>

namespace logitscope
{

Result<Distribution> Distribution::rank(std::span<const float> logits)
{
    assert(logits.size() <= static_cast<std::size_t>(std::numeric_limits<TokenId>::max()));
    const Result<RawLogits> raw = readRaw(logits);
    if (!raw)
        return tl::unexpected(raw.error());

    Ranking& ranking = Ranking::begin(logits);
    const auto sorted = ranking.logits(logits.size());
    const auto tokens = ranking.tokens(logits.size());
    Distribution ranked;
    ranked.logits_.assign(sorted.begin(), sorted.end());
    ranked.tokens_.assign(tokens.begin(), tokens.end());
    ranked.ranks_.resize(tokens.size());
    for (std::size_t rank = 0; rank < tokens.size(); ++rank)
        ranked.ranks_[static_cast<std::size_t>(tokens[rank])] = static_cast<int>(rank);
    ranked.possible_ = raw->possible;
    ranked.sums_ = raw->sums;
    return ranked;
}

RawLogits Distribution::raw() const
{
    return {logits_, logits_.front(), possible_, sums_};
}

int Distribution::size() const
{
    return static_cast<int>(tokens_.size());
}

TokenId Distribution::token(int rank) const
{
    assert(rank >= 0 && rank < size());
    return tokens_[static_cast<std::size_t>(rank)];
}

int Distribution::rankOf(TokenId token) const
{
    assert(token >= 0 && token < size());
    return ranks_[static_cast<std::size_t>(token)];
}

float Distribution::logit(int rank) const
{
    assert(rank >= 0 && rank < size());
    return logits_[static_cast<std::size_t>(rank)];
}

double Distribution::probability(int rank) const
{
    return raw().probability(logit(rank));
}

double Distribution::entropy() const
{
    return raw().entropy();
}

Shaped Distribution::shape(const SamplerSettings& settings) const
{
    const Cut made = cut(
        raw(), [this](std::size_t) { return std::span(logits_); }, settings);
    Shaped shaped;
    shaped.possible = static_cast<int>(possible_);
    shaped.passedTopK = static_cast<int>(made.passedTopK);
    shaped.probabilities.resize(made.kept);
    weigh(std::span(logits_).first(made.kept), settings.temperature, shaped.probabilities);
    scale(shaped.probabilities, made.factor);
    shaped.info = made.info;
    return shaped;
}

} // namespace logitscope
