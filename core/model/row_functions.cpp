#include "core/model/row_functions.h"

#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

// Eight sums at a time: in one alone, every number would wait for the one before it.
template <class Term>
double sumOf(std::span<const float> values, const Term& term)
{
    double sums[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= values.size(); i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            sums[k] += term(values[i + k]);
    double sum = 0.0;
    for (; i < values.size(); ++i)
        sum += term(values[i]);
    for (const double part : sums)
        sum += part;
    return sum;
}

} // namespace

void layerNorm(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
               double epsilon, std::span<float> out)
{
    assert(weight.size() == x.size() && bias.size() == x.size() && out.size() == x.size());
    const auto count = static_cast<double>(x.size());
    const double mean = sumOf(x, [](double value) { return value; }) / count;
    const double squares =
        sumOf(x, [mean](double value) { return (value - mean) * (value - mean); });
    const double scale = 1.0 / std::sqrt(squares / count + epsilon);
    for (std::size_t i = 0; i < x.size(); ++i)
        out[i] = static_cast<float>((x[i] - mean) * scale) * weight[i] + bias[i];
}

void add(std::span<float> x, std::span<const float> y)
{
    assert(x.size() == y.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] += y[i];
}

} // namespace logitscope
