#include "core/sampling/draw.h"

#include "core/sampling/gumbel.h"
#include "core/sampling/ranking.h"

#include <cassert>

namespace logitscope
{

namespace
{

struct Picked
{
    std::size_t rank;
    double probability;
};

// Shaped::draw, in its order and with its additions.
Picked pickByInverseCdf(const ChainResult& chain, RankedWeights& weights, double u)
{
    Picked last{chain.kept.begin, 0.0}; // that can be picked at all
    double cumulative = 0.0;
    for (std::size_t rank = chain.kept.begin; rank < chain.kept.end;)
        for (const double weight : weights.from(rank)) {
            const double probability = weight * chain.factor;
            cumulative += probability;
            if (probability > 0.0)
                last = {rank, probability};
            if (u < cumulative)
                return last;
            if (++rank == chain.kept.end)
                break;
        }
    return last;
}

Draw drawFrom(const RawLogits& raw, std::span<const float> logits, const SamplerChain& chain,
              double u, const DrawInput& input)
{
    Ranking& ranking = Ranking::begin(logits);
    const RankedLogits ranked = [&](std::size_t count) { return ranking.logits(count); };
    const ChainResult result = runChain(raw, ranked, chain, input.chain);
    RankedWeights weights(ranked, result.kept.temperature, result.kept.begin);
    Picked picked{};
    if (chain.pick == Pick::InverseCdf) {
        picked = pickByInverseCdf(result, weights, u);
    } else {
        picked.rank = pickByGumbel(ranked(result.kept.end), ranking.tokens(result.kept.end),
                                   result.kept, input.numberOf);
        picked.probability = weights.from(picked.rank).front() * result.factor;
    }

    Draw draw;
    draw.token = ranking.tokens(picked.rank + 1)[picked.rank];
    draw.rank = static_cast<int>(picked.rank);
    const float logit = logits[static_cast<std::size_t>(draw.token)];
    draw.modelProbability = raw.probability(logit);
    draw.samplingProbability = picked.probability;
    draw.info = result.info;
    if (result.mirostat)
        draw.mu = result.mirostat->next(logit);
    return draw;
}

} // namespace

Result<Draw> drawToken(std::span<const float> logits, const SamplerChain& chain, double u,
                       const DrawInput& input)
{
    assert(u >= 0.0 && u < 1.0);
    const Result<RawLogits> model = readRaw(logits);
    if (!model)
        return tl::unexpected(model.error());
    if (input.bias.empty() && !chain.hasPenalties())
        return drawFrom(*model, logits, chain, u, input);

    std::vector<float> changed(logits.begin(), logits.end());
    addBias(input.bias, changed);
    penalise(chain, input.chain.prompt, input.chain.sampled, changed);
    const Result<RawLogits> raw = readRaw(changed);
    if (!raw)
        return tl::unexpected(raw.error());
    auto draw = drawFrom(*raw, changed, chain, u, input);
    draw.rank = model->rankOf(draw.token);
    draw.modelProbability = model->probability(logits[static_cast<std::size_t>(draw.token)]);
    draw.info.modelEntropy = model->entropy();
    return draw;
}

} // namespace logitscope
