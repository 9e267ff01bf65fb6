// What one step's logits say before any setting.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/sampling/softmax.h"
#include "core/sampling/unknown_tokens.h"
#include "core/token_id.h"

#include <cstddef>
#include <optional>
#include <span>

namespace logitscope
{

struct RawLogits
{
    std::span<const float> all;           // in any order
    float top = 0.0f;                     // the highest
    std::size_t possible = 0;             // how many are finite
    WeightSums sums = {};                 // of these, at temperature 1
    std::optional<double> deviation = {}; // of the finite ones, where somebody computed it
    UnknownTokens unknown = {};           // whose logits stand here as -inf

    double weight() const { return sums.weight + unknown.weight; } // of all tokens

    double probability(float logit) const;    // softmax: temperature 1, nothing cut
    double logProbability(float logit) const; // its natural logarithm
    Bounded entropy() const;                  // of it, in bits

    // As Ranking counts, without putting any other in order. Unknown tokens are behind all others.
    int rankOf(TokenId token) const;
};

// The population standard deviation of the logits that are finite.
double populationDeviation(std::span<const float> logits);

// A NaN, a +inf, an empty span, or logits that are all -inf are an Error, and so is a coverage that
// isn't theirs. The logits must outlive the result.
Result<RawLogits> readRaw(std::span<const float> logits, const Coverage& coverage = {});

} // namespace logitscope
