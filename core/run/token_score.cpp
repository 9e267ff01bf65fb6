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

Bounded TokenScore::probabilities() const
{
    return {probability, most ? most->probability : probability};
}

Bounded TokenScore::surprisals() const
{
    const auto [low, high] = probabilities();
    return {-std::log2(high), -std::log2(low)};
}

Bounded TokenScore::ranks() const
{
    return {rank + 1.0, (most ? most->rank : rank) + 1.0};
}

Bounded TokenScore::entropies() const
{
    return {entropy, most ? most->entropy : entropy};
}

TokenScore scoreOf(const Step& step)
{
    TokenScore score{.token = step.token,
                     .probability = step.modelProbability,
                     .rank = step.rank,
                     .entropy = step.info.modelEntropy};
    if (step.info.most)
        score.most = {step.mostModelProbability(), step.info.most->modelEntropy, step.mostRank()};
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
    if (raw->unknown.count == 0)
        return score;
    const bool isKnown = std::isfinite(logit);
    if (!isKnown)
        score.rank = static_cast<int>(raw->possible);
    score.most = {raw->probability(isKnown ? logit : raw->unknown.highest), entropy.high,
                  isKnown ? score.rank : static_cast<int>(before.size()) - 1};
    return score;
}

std::optional<Bounded> perplexityOf(std::span<const TokenScore> scores)
{
    if (scores.empty())
        return std::nullopt;
    Bounded sum = Bounded::exactly(0.0);
    for (const auto& score : scores) {
        const auto [low, high] = score.surprisals();
        sum.low += low;
        sum.high += high;
    }
    const auto count = static_cast<double>(scores.size());
    return Bounded{std::exp2(sum.low / count), std::exp2(sum.high / count)};
}

} // namespace logitscope
