#include "core/model/row_functions.h"

#include <cassert>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/row_functions.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

template <class Tag>
std::size_t geluFrom(Tag tag, std::size_t i, std::span<float> x)
{
    const auto half = hn::Set(tag, 0.5f);
    const auto scale = hn::Set(tag, 0.79788456f); // sqrt(2 / pi)
    const auto cubic = hn::Set(tag, 0.79788456f * 0.044715f);
    for (; i + hn::Lanes(tag) <= x.size(); i += hn::Lanes(tag)) {
        const auto value = hn::LoadU(tag, &x[i]);
        const auto inner = hn::Mul(value, hn::MulAdd(hn::Mul(value, value), cubic, scale));
        const auto halfValue = hn::Mul(half, value);
        hn::StoreU(hn::MulAdd(halfValue, hn::Tanh(tag, inner), halfValue), tag, &x[i]);
    }
    return i;
}

void gelu(std::span<float> x)
{
    const auto rest = geluFrom(hn::ScalableTag<float>(), 0, x);
    geluFrom(hn::CappedTag<float, 1>(), rest, x);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(gelu);

void gelu(std::span<float> x)
{
    HWY_DYNAMIC_DISPATCH(gelu)(x);
}

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

#endif // HWY_ONCE
