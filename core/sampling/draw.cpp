#include "core/sampling/draw.h"

#include "core/sampling/ranking.h"

#include <cassert>

namespace logitscope
{

namespace
{

Draw drawFrom(const RawLogits& raw, std::span<const float> logits, const SamplerChain& chain,
              double u, const DrawInput& input)
{
    Ranking& ranking = Ranking::begin(logits);
    const RankedLogits ranked = [&](std::size_t count) { return ranking.logits(count); };
    const ChainResult result = runChain(raw, ranked, chain, input.chain);
    const RankedTokens tokens = [&](std::size_t count) { return ranking.tokens(count); };
    const Picked picked = pickRank(chain.pick, result, ranked, tokens, u, input.numberOf);

    Draw draw;
    draw.token = ranking.tokens(picked.rank + 1)[picked.rank];
    draw.rank = static_cast<int>(picked.rank);
    const float logit = logits[static_cast<std::size_t>(draw.token)];
    draw.modelProbability = raw.probability(logit);
    draw.samplingProbability = picked.probability;
    draw.info = result.info;
    if (result.mirostat)
        draw.mu = result.mirostat->next(logit);
    if (!isCertain(picked, chain.pick, result, raw, ranked, tokens, u, input.numberOf))
        draw.shortage = result.shortage;
    return draw;
}

} // namespace

Result<Draw> drawToken(std::span<const float> logits, const SamplerChain& chain, double u,
                       const DrawInput& input)
{
    assert(u >= 0.0 && u < 1.0);
    const Result<RawLogits> model = readRaw(logits, input.coverage);
    if (!model)
        return tl::unexpected(model.error());
    if (input.bias.empty() && !chain.hasPenalties())
        return drawFrom(*model, logits, chain, u, input);

    std::vector<float> changed(logits.begin(), logits.end());
    addBias(input.bias, changed);
    penalise(chain, input.chain.prompt, input.chain.sampled, changed);
    const Result<RawLogits> raw = readChanged(*model, changed, input.bias, chain, input.chain);
    if (!raw)
        return tl::unexpected(raw.error());
    auto draw = drawFrom(*raw, changed, chain, u, input);
    draw.rank = model->rankOf(draw.token);
    draw.modelProbability = model->probability(logits[static_cast<std::size_t>(draw.token)]);
    const auto entropy = model->entropy();
    draw.info.modelEntropy = entropy.low;
    if (draw.info.most)
        draw.info.most->modelEntropy = entropy.high;
    return draw;
}

} // namespace logitscope
