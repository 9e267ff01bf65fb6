// One step's distribution under given settings: which tokens were kept, which were removed
// by what, and what the random number chooses from.
#pragma once

#include "core/sampling/sampling_info.h"

#include <vector>

namespace logitscope
{

enum class Verdict
{
    Kept,
    RemovedByTopK,
    RemovedByTopP,
    Impossible, // its logit is -inf: probability 0 before any filter, never kept
};

// Ranks count from 0, the most likely token; both filters keep a prefix of the ranks: [0, kept) is
// kept, [kept, passedTopK) is removed by top-p, [passedTopK, possible) by top-k, the rest is
// impossible.
struct Shaped
{
    int passedTopK = 0;
    int possible = 0;                  // ranks [0, possible) have a finite logit
    std::vector<double> probabilities; // sampling probabilities of ranks [0, kept); they sum to 1
    SamplingInfo info;

    Verdict verdict(int rank) const;
    double probability(int rank) const; // sampling probability; 0 for a token that is not kept

    // Inverse CDF: the first rank whose cumulative sampling probability exceeds u, for u in [0, 1).
    // Never a token of probability 0: what round-off leaves between the last cumulative probability
    // and 1 belongs to the last token that has any. Takes as many additions as the rank.
    int draw(double u) const;

    // The part of [0, 1) that belongs to a rank: draw(u) == rank for u in [begin, end). Empty for a
    // rank that can't be sampled. Takes as many additions as the rank.
    struct Interval
    {
        double begin, end;
    };

    Interval interval(int rank) const;

    // Where the intervals of the ranks [0, kept) end, all in one pass.
    std::vector<double> intervalEnds() const;
};

} // namespace logitscope
