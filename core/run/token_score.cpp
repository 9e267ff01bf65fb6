#include "core/run/token_score.h"

#include "core/run/step.h"

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
