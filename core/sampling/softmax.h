// The arithmetic of a softmax over ranked logits, with SIMD: it runs over the whole vocabulary on
// every tick of a slider. All of it in double, with the maximum subtracted, so nothing overflows.
#pragma once

#include <span>

namespace logitscope
{

// weights[i] = exp((logits[i] - logits[0]) / temperature), for finite logits whose highest comes
// first and a temperature above 0. The first weight is 1.
void temper(std::span<const float> logits, double temperature, std::span<double> weights);

// What a softmax's denominator and its entropy are made of: sum_i w_i and
// sum_i w_i (logits[0] - logits[i]).
struct WeightSums
{
    double weight;
    double weightedGap;
};

WeightSums sumWeights(std::span<const float> logits, std::span<const double> weights);

// In bits, of p_i = w_i / sum w, where ln w_i = -gap_i / temperature:
// H = -sum p_i log2 p_i = log2(sum w) + (sum w_i gap_i) / (temperature ln(2) sum w).
double entropyOf(const WeightSums& sums, double temperature);

// values[i] = values[i] * factor
void scale(std::span<double> values, double factor);

} // namespace logitscope
