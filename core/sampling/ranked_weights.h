// The weights of one step's tokens by rank, a block at a time, so that only those are ranked and
// weighed that somebody wants to see.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>

namespace logitscope
{

// The logits of the ranks [0, count), and of as many more as are in order already.
using RankedLogits = std::function<std::span<const float>(std::size_t count)>;

class RankedWeights
{
public:
    // Weights are temper()'s of the logits from rank `first` on, whose own is 1; at temperature 0
    // all others are 0.
    RankedWeights(const RankedLogits& ranked, double temperature, std::size_t first = 0);

    // The weights of `rank`, at least the first, and of some after it. Valid until the next call.
    std::span<const double> from(std::size_t rank);

private:
    const RankedLogits& ranked_;
    double temperature_;
    std::size_t first_;
    std::array<double, 256> block_;
};

// All of them at once, of the first logit and those behind it.
void weigh(std::span<const float> rankedLogits, double temperature, std::span<double> weights);

} // namespace logitscope
