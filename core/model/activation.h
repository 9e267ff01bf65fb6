// The function between the two products of GPT-2's MLP, of which checkpoints have several.
#pragma once

#include <span>

namespace logitscope
{

// Phi is the normal distribution's cumulative function, sigma(x) = 1 / (1 + exp(-x)).
enum class Activation
{
    GeluTanh,  // x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), as GPT-2 was published
    Gelu,      // x Phi(x) = x / 2 (1 + erf(x / sqrt(2)))
    Relu,      // max(x, 0)
    Silu,      // x sigma(x)
    QuickGelu, // x sigma(1.702 x)
};

// x = activation(x), each number by itself: to a few roundings of the result, GeluTanh to a few of
// x / 2, and QuickGelu to one of its exponent besides. NaN stays NaN.
// Sources: Hendrycks & Gimpel 2016, "Gaussian Error Linear Units", which has all of them but ReLU.
void activate(Activation activation, std::span<float> x);

} // namespace logitscope
