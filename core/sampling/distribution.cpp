#include "core/sampling/distribution.h"

#include "core/sampling/penalties.h"
#include "core/sampling/ranked_weights.h"
#include "core/sampling/ranking.h"
#include "core/sampling/raw_logits.h"

#include <cassert>
#include <limits>
#include <utility>

namespace logitscope
{

Result<Distribution> Distribution::rank(std::span<const float> logits, const Coverage& coverage)
{
    assert(logits.size() <= static_cast<std::size_t>(std::numeric_limits<TokenId>::max()));
    const Result<RawLogits> raw = readRaw(logits, coverage);
    if (!raw)
        return tl::unexpected(raw.error());
    return ranked(*raw);
}

Distribution Distribution::ranked(const RawLogits& raw)
{
    Ranking& ranking = Ranking::begin(raw.all);
    const auto sorted = ranking.logits(raw.all.size());
    const auto tokens = ranking.tokens(raw.all.size());
    Distribution ranked;
    ranked.logits_.assign(sorted.begin(), sorted.end());
    ranked.tokens_.assign(tokens.begin(), tokens.end());
    ranked.ranks_.resize(tokens.size());
    for (std::size_t rank = 0; rank < tokens.size(); ++rank)
        ranked.ranks_[static_cast<std::size_t>(tokens[rank])] = static_cast<int>(rank);
    ranked.possible_ = raw.possible;
    ranked.sums_ = {raw.top, raw.sums, populationDeviation(raw.all), raw.unknown};
    return ranked;
}

Distribution Distribution::penalised(const SamplerChain& chain, const ChainInput& input) const
{
    std::vector<float> logits(tokens_.size()); // by token
    for (std::size_t token = 0; token < logits.size(); ++token)
        logits[token] = logit(ranks_[token]);
    const auto model = logits;
    penalise(chain, input.prompt, input.sampled, logits);
    auto known = this->model();
    known.all = model;
    auto changed = ranked(*readChanged(known, logits, {}, chain, input));
    changed.modelLogits_.resize(logits.size());
    for (std::size_t rank = 0; rank < logits.size(); ++rank)
        changed.modelLogits_[rank] = model[static_cast<std::size_t>(changed.tokens_[rank])];
    changed.modelSums_ = modelLogits_.empty() ? sums_ : modelSums_;
    return changed;
}

RawLogits Distribution::raw() const
{
    return {logits_, sums_.top, possible_, sums_.weights, sums_.deviation, sums_.unknown};
}

RawLogits Distribution::model() const
{
    if (modelLogits_.empty())
        return raw();
    return {modelLogits_,       modelSums_.top,       possible_,
            modelSums_.weights, modelSums_.deviation, modelSums_.unknown};
}

int Distribution::size() const
{
    return static_cast<int>(tokens_.size());
}

int Distribution::known() const
{
    return static_cast<int>(possible_);
}

int Distribution::unknownCount() const
{
    return sums_.unknown.count;
}

double Distribution::rest() const
{
    return model().unknown.weight / model().weight();
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
    return (modelLogits_.empty() ? logits_ : modelLogits_)[static_cast<std::size_t>(rank)];
}

float Distribution::penalisedLogit(int rank) const
{
    assert(rank >= 0 && rank < size());
    return logits_[static_cast<std::size_t>(rank)];
}

double Distribution::probability(int begin, int end) const
{
    assert(begin >= 0 && begin <= end && end <= size());
    const auto raw = model();
    const auto part =
        raw.all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    return sumWeights(part, raw.top, 1.0).weight / raw.weight();
}

double Distribution::probability(int rank) const
{
    return model().probability(logit(rank));
}

Bounded Distribution::probabilityBounds(int rank) const
{
    if (unknownCount() == 0 || rank < known())
        return Bounded::exactly(probability(rank));
    return {0.0, model().probability(model().unknown.highest)};
}

Bounded Distribution::entropy() const
{
    return model().entropy();
}

Shaped Distribution::shape(const SamplerChain& chain, const ChainInput& input) const
{
    ChainResult result = runChain(
        raw(), [this](std::size_t) { return std::span(logits_); }, chain, input);
    Shaped shaped;
    shaped.stages = std::move(result.stages);
    shaped.possible = static_cast<int>(possible_);
    shaped.begin = static_cast<int>(result.kept.begin);
    shaped.probabilities.resize(result.kept.count());
    weigh(std::span(logits_).subspan(result.kept.begin, result.kept.count()),
          result.kept.temperature, shaped.probabilities);
    scale(shaped.probabilities, result.factor);
    shaped.info = result.info;
    shaped.temperature = result.kept.temperature;
    shaped.mirostat = result.mirostat;
    shaped.shortage = std::move(result.shortage);
    shaped.certain = result.certain;
    shaped.hasUnknown = unknownCount() > 0;
    const auto model = entropy();
    shaped.info.modelEntropy = model.low;
    if (shaped.info.most)
        shaped.info.most->modelEntropy = model.high;
    return shaped;
}

} // namespace logitscope
