#include "core/run/token_score.h"

#include "core/run/step.h"
#include "core/sampling/raw_logits.h"

#include <cmath>

namespace logitscope
{

double TokenScore::surprisal() const
{
    return -std::log2(isKnown() ? probability : most->probability);
}

TokenScore scoreOf(const Step& step)
{
    TokenScore score{.token = step.token,
                     .probability = step.modelProbability,
                     .rank = step.rank,
                     .entropy = step.info.modelEntropy};
    if (step.info.most)
        score.most = {step.mostModelProbability(), step.info.most->modelEntropy};
    return score;
}

Result<TokenScore> scoreOf(TokenId token, std::span<const float> before, const Coverage& coverage)
{
    const auto raw = readRaw(before, coverage);
    if (!raw)
        return tl::unexpected(raw.error());
    const float logit = before[static_cast<std::size_t>(token)];
    const auto entropy = raw->entropy();
    TokenScore score{.token = token,
                     .probability = raw->probability(logit),
                     .rank = raw->rankOf(token),
                     .entropy = entropy.low};
    if (raw->unknown.count > 0)
        score.most = {raw->probability(std::isfinite(logit) ? logit : raw->unknown.highest),
                      entropy.high};
    return score;
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
