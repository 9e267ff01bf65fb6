#include "core/run/token_score.h"

#include "core/run/step.h"
#include "core/sampling/raw_logits.h"

#include <cmath>

namespace logitscope
{

double TokenScore::surprisal() const
{
    return -std::log2(probability);
}

TokenScore scoreOf(const Step& step)
{
    return {.token = step.token,
            .probability = step.modelProbability,
            .rank = step.rank,
            .entropy = step.info.modelEntropy};
}

Result<TokenScore> scoreOf(TokenId token, std::span<const float> before)
{
    const auto raw = readRaw(before);
    if (!raw)
        return tl::unexpected(raw.error());
    return TokenScore{.token = token,
                      .probability = raw->probability(before[static_cast<std::size_t>(token)]),
                      .rank = raw->rankOf(token),
                      .entropy = raw->entropy()};
}

std::optional<double> perplexityOf(std::span<const TokenScore> scores)
{
    if (scores.empty())
        return std::nullopt;
    double sum = 0.0;
    for (const auto& score : scores)
        sum += score.surprisal();
    return std::exp2(sum / static_cast<double>(scores.size()));
}

} // namespace logitscope
