#include "core/sampling/goodness_of_fit.h"

#include <boost/math/special_functions/gamma.hpp>
#include <cassert>
#include <numeric>
#include <vector>

namespace logitscope
{

namespace
{

struct Pool
{
    double observed = 0.0;
    double expected = 0.0;
};

} // namespace

double chiSquareTail(double statistic, int degrees)
{
    assert(statistic >= 0.0 && degrees > 0);
    return boost::math::gamma_q(degrees / 2.0, statistic / 2.0);
}

std::optional<GoodnessOfFit> goodnessOfFit(std::span<const int> counts,
                                           std::span<const double> probabilities)
{
    assert(counts.size() == probabilities.size());
    const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<Pool> pools;
    Pool open;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        open.observed += counts[i];
        open.expected += n * probabilities[i];
        if (open.expected >= leastExpected) {
            pools.push_back(open);
            open = {};
        }
    }
    if (pools.size() < 2)
        return std::nullopt;
    pools.back().observed += open.observed;
    pools.back().expected += open.expected;

    double statistic = 0.0;
    for (const auto& [observed, expected] : pools)
        statistic += (observed - expected) * (observed - expected) / expected;
    const int degrees = static_cast<int>(pools.size()) - 1;
    return GoodnessOfFit{statistic, degrees, chiSquareTail(statistic, degrees)};
}

} // namespace logitscope
