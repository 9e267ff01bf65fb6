#include "core/sampling/draw.h"

#include "core/sampling/cut.h"
#include "core/sampling/ranking.h"

#include <cassert>

namespace logitscope
{

namespace
{

struct Pick
{
    std::size_t rank;
    double probability;
};

// Shaped::draw, in its order and with its additions.
Pick pick(const Cut& cut, RankedWeights& weights, double u)
{
    Pick last{0, 0.0}; // that can be picked at all
    double cumulative = 0.0;
    for (std::size_t rank = 0; rank < cut.kept;)
        for (const double weight : weights.from(rank)) {
            const double probability = weight * cut.factor;
            cumulative += probability;
            if (probability > 0.0)
                last = {rank, probability};
            if (u < cumulative)
                return last;
            if (++rank == cut.kept)
                break;
        }
    return last;
}

} // namespace

Result<Draw> drawToken(std::span<const float> logits, const SamplerSettings& settings, double u)
{
    assert(u >= 0.0 && u < 1.0);
    const Result<RawLogits> raw = readRaw(logits);
    if (!raw)
        return tl::unexpected(raw.error());

    Ranking& ranking = Ranking::begin(logits);
    const RankedLogits ranked = [&](std::size_t count) { return ranking.logits(count); };
    const Cut made = cut(*raw, ranked, settings);
    RankedWeights weights(ranked, settings.temperature);
    const Pick picked = pick(made, weights, u);

    Draw draw;
    draw.token = ranking.tokens(picked.rank + 1)[picked.rank];
    draw.rank = static_cast<int>(picked.rank);
    draw.modelProbability = raw->probability(logits[static_cast<std::size_t>(draw.token)]);
    draw.samplingProbability = picked.probability;
    draw.info = made.info;
    return draw;
}

Result<Draw> drawAdjusted(std::span<const float> logits, const LogitAdjustment& adjustment,
                          std::span<const TokenId> drawn, const SamplerSettings& settings, double u)
{
    if (adjustment.isNone())
        return drawToken(logits, settings, u);
    const auto raw = readRaw(logits);
    if (!raw)
        return tl::unexpected(raw.error());
    std::vector<float> adjusted(logits.begin(), logits.end());
    adjustment.apply(drawn, adjusted);

    auto draw = drawToken(adjusted, settings, u);
    if (!draw)
        return draw;
    draw->rank = raw->rankOf(draw->token);
    draw->modelProbability = raw->probability(logits[static_cast<std::size_t>(draw->token)]);
    draw->info.modelEntropy = raw->entropy();
    return draw;
}

} // namespace logitscope
