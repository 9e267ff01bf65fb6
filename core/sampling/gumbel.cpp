#include "core/sampling/gumbel.h"

#include <cmath>

namespace logitscope
{

namespace
{

double gumbel(double u)
{
    return -std::log(-std::log(u));
}

} // namespace

std::size_t pickByGumbel(std::span<const float> rankedLogits, std::span<const TokenId> tokens,
                         const Living& kept, const std::function<double(TokenId)>& numberOf)
{
    if (kept.temperature == 0.0)
        return kept.begin;
    // No token can gain more: its number is at most 1 - 2^-54, and -ln of that is 2^-54. So the
    // ranks that are too far below need no number.
    const double most = 54.0 * std::log(2.0);
    const double top = rankedLogits[kept.begin];
    std::size_t best = kept.begin;
    double highest = gumbel(numberOf(tokens[best]));
    for (std::size_t rank = best + 1; rank < kept.end; ++rank) {
        const double logit = (rankedLogits[rank] - top) / kept.temperature;
        if (logit + most <= highest)
            break;
        const double score = logit + gumbel(numberOf(tokens[rank]));
        if (score > highest) {
            highest = score;
            best = rank;
        }
    }
    return best;
}

} // namespace logitscope
