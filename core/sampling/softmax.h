// The arithmetic of a softmax, with SIMD: it runs over the whole vocabulary for every token and on
// every tick of a slider. All of it in double, with the maximum subtracted, so nothing overflows.
#pragma once

#include <span>

namespace logitscope
{

// weights[i] = exp((logits[i] - top) / temperature), for a `top` that no logit exceeds and a
// temperature above 0. A logit of -inf weighs 0. Each depends on its own logit alone, to the last
// bit, wherever it stands.
void temper(std::span<const float> logits, float top, double temperature,
            std::span<double> weights);

// What a softmax's denominator and its entropy are made of: the sums of w_i and of -w_i ln w_i.
struct WeightSums
{
    double weight;
    double surprise;
};

// Of the weights that temper() gives. The same to the last bit in whatever order the logits come,
// so that who has ranked them and who has not agree; that holds for up to half a million of them.
WeightSums sumWeights(std::span<const float> logits, float top, double temperature);

// In bits, of p_i = w_i / sum w: -sum p_i log2 p_i = log2(sum w) - sum(w_i ln w_i) / (ln 2 sum w).
double entropyOf(const WeightSums& sums);

// values[i] = values[i] * factor
void scale(std::span<double> values, double factor);

} // namespace logitscope
