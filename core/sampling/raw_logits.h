// What one step's logits say before any setting.
#pragma once

#include "core/result.h"
#include "core/sampling/softmax.h"
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
    WeightSums sums = {};                 // at temperature 1
    std::optional<double> deviation = {}; // of the finite ones, where somebody computed it

    double probability(float logit) const;    // softmax: temperature 1, nothing cut
    double logProbability(float logit) const; // its natural logarithm
    double entropy() const;                   // of it, in bits

    // As Ranking counts, without putting any other in order.
    int rankOf(TokenId token) const;
};

// The population standard deviation of the logits that are finite.
double populationDeviation(std::span<const float> logits);

// A NaN, a +inf, an empty span, or logits that are all -inf are an Error. The logits must outlive
// the result.
Result<RawLogits> readRaw(std::span<const float> logits);

} // namespace logitscope
