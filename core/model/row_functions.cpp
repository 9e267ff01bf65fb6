#include "core/model/row_functions.h"

#include <cassert>
#include <cmath>

namespace logitscope
{

void layerNorm(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
               double epsilon, std::span<float> out)
{
    assert(weight.size() == x.size() && bias.size() == x.size() && out.size() == x.size());
    const auto count = static_cast<double>(x.size());
    double sum = 0.0;
    for (const float value : x)
        sum += value;
    const double mean = sum / count;
    double squares = 0.0;
    for (const float value : x)
        squares += (value - mean) * (value - mean);
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
