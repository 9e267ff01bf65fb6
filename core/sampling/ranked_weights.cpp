#include "core/sampling/ranked_weights.h"

#include "core/sampling/softmax.h"

#include <algorithm>

namespace logitscope
{

namespace
{

void weighFrom(std::size_t begin, std::span<const float> ranked, double temperature,
               std::span<double> weights)
{
    if (temperature > 0.0)
        return temper(ranked.subspan(begin, weights.size()), ranked.front(), temperature, weights);
    std::ranges::fill(weights, 0.0);
    if (begin == 0)
        weights.front() = 1.0;
}

} // namespace

RankedWeights::RankedWeights(const RankedLogits& ranked, double temperature, std::size_t first)
    : ranked_(ranked)
    , temperature_(temperature)
    , first_(first)
{
}

std::span<const double> RankedWeights::from(std::size_t rank)
{
    const std::span<const float> ranked = ranked_(rank + 1);
    const auto weights = std::span(block_).first(std::min(block_.size(), ranked.size() - rank));
    weighFrom(rank - first_, ranked.subspan(first_), temperature_, weights);
    return weights;
}

void weigh(std::span<const float> rankedLogits, double temperature, std::span<double> weights)
{
    weighFrom(0, rankedLogits, temperature, weights);
}

} // namespace logitscope
