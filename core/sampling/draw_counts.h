// Many draws from one step, to see how often each token comes: what a sampling probability means.
// By inverse CDF, also where the chain picks by Gumbel-max, since both follow the same law.
#pragma once

#include "core/sampling/dice.h"
#include "core/sampling/goodness_of_fit.h"
#include "core/sampling/shaped.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

// The random numbers of many draws from a step: roll(0) is the first draw's u. They are Philox's of
// the seed in streams that no text has, from 2^63 on: 2^63 + round * 2^32 + step. Another round has
// other numbers.
Dice diceOfDraws(std::uint64_t seed, std::uint32_t step, std::uint32_t round = 0);

// How far the counts are from what they were drawn from, where they are farthest.
struct LargestDeviation
{
    int rank;
    double share;       // count / n
    double probability; // of the sampling

    double size() const;
};

// Each draw is the rank that Shaped::draw gives for its number.
class DrawCounts
{
public:
    // Of a step without a shortage: with one, it isn't known what there is to draw.
    DrawCounts(const Shaped& shaped, const Dice& dice);

    // Goes on until there are so many. A hundred thousand take a few milliseconds.
    void drawUpTo(int n);

    int n() const { return n_; }

    int count(int rank) const; // 0 for one that is not kept
    double share(int rank) const;

    // Of the kept ranks, the first of which is begin().
    std::span<const int> counts() const { return counts_; }

    int begin() const { return begin_; }

    // Nothing before the first draw. Of equal ones the likeliest token's.
    std::optional<LargestDeviation> largestDeviation() const;

    std::optional<GoodnessOfFit> test() const { return goodnessOfFit(counts_, probabilities_); }

private:
    std::size_t place(double u) const;

    Dice dice_;
    int begin_;
    int n_ = 0;
    std::vector<double> probabilities_; // of the kept ranks
    std::vector<double> ends_;          // of their parts of [0, 1)
    std::vector<std::size_t> guide_;    // where the search begins, for u in [i, i + 1) / its size
    std::vector<int> counts_;
};

} // namespace logitscope
