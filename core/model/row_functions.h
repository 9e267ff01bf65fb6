// What GPT-2 does to one row between the products. Each row by itself, so that rows of a batch
// don't influence each other.
#pragma once

#include <span>

namespace logitscope
{

// out = (x - mean) / sqrt(variance + epsilon) * weight + bias, over the row (Ba et al. 2016).
void layerNorm(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
               double epsilon, std::span<float> out);

struct Powers
{
    float highest;
    float sum;
};

// x = exp(x - the highest of x). softmax(x) is that divided by the sum.
Powers exponentiate(std::span<float> x);

// x = x + factor y
void add(std::span<float> x, std::span<const float> y, float factor = 1.0f);

} // namespace logitscope
