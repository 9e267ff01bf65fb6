// Puts a vocabulary in order of likelihood, no further than needed: for most draws the first
// few hundred of fifty thousand tokens are enough.
#pragma once

#include "core/token_id.h"

#include <hwy/contrib/sort/vqsort.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace logitscope
{

// Ranks count from 0: highest logit first, ties (0 and -0 are one) by the lower token id.
class Ranking
{
public:
    // The calling thread's, begun anew. There is one a thread, which keeps its memory (16
    // bytes a token), because fresh memory can cost more than the sorting. No logit may be NaN or
    // +inf, and they must stay until the thread begins again.
    static Ranking& begin(std::span<const float> logits);

    // Of the ranks from 0 on: of the first `count`, and of as many more as are in order already.
    // Valid until more are asked for.
    std::span<const float> logits(std::size_t count);
    std::span<const TokenId> tokens(std::size_t count);

private:
    Ranking() = default;

    void start(std::span<const float> logits);
    void rankAtLeast(std::size_t count);
    float nextBound(std::size_t count);

    std::span<const float> all_;
    std::vector<float> sample_;   // every 64th logit in order: says how far down a rank is
    std::size_t sampled_ = 0;     // how many of the sample are ranked
    float bound_ = 0.0f;          // ranked are those not below it
    std::size_t ranked_ = 0;      // how many that are
    std::vector<float> logits_;   // by rank, up to there
    std::vector<TokenId> tokens_; // by rank, up to there
    std::vector<std::uint64_t> keys_;
    hwy::Sorter sorter_;
};

} // namespace logitscope
