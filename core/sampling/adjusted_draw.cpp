#include "core/sampling/adjusted_draw.h"

#include "core/sampling/raw_logits.h"

namespace logitscope
{

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
    draw->rawProbability = raw->probability(logits[static_cast<std::size_t>(draw->token)]);
    draw->info.originalEntropy = raw->entropy();
    return draw;
}

} // namespace logitscope
