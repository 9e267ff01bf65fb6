#include "core/model/row_functions.h"

#include <algorithm>
#include <array>
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

using Floats = hn::CappedTag<float, 16>; // arrays of vectors need a fixed size
using Doubles = hn::CappedTag<double, 8>;

template <class Tag>
HWY_INLINE hn::Vec<Tag> widened(Tag tag, const float* values)
{
    return hn::PromoteTo(tag, hn::LoadU(hn::Rebind<float, Tag>(), values));
}

// `include` adds what a number stands for to a sum. In one sum alone every number would wait for
// the one before it, so there are eight.
template <class Include>
HWY_INLINE double sumOf(std::span<const float> values, const Include& include)
{
    constexpr std::size_t count = 8;
    const Doubles tag;
    constexpr std::size_t lanes = hn::MaxLanes(Doubles());
    constexpr std::size_t vectors = count / lanes;
    hn::Vec<Doubles> sums[vectors];
    for (auto& sum : sums)
        sum = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + count <= values.size(); i += count)
        for (std::size_t v = 0; v < vectors; ++v)
            sums[v] = include(tag, sums[v], widened(tag, &values[i + v * lanes]));

    const hn::CappedTag<double, 1> single;
    auto rest = hn::Zero(single);
    for (; i < values.size(); ++i)
        rest = include(single, rest, widened(single, &values[i]));
    double sum = hn::GetLane(rest);
    for (const auto& part : sums)
        sum += hn::GetLane(hn::SumOfLanes(tag, part));
    return sum;
}

double sumOf(std::span<const float> values)
{
    return sumOf(values, [](auto, auto sum, auto value) { return hn::Add(sum, value); });
}

void layerNorm(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
               double epsilon, std::span<float> out)
{
    const auto count = static_cast<double>(x.size());
    const double mean = sumOf(x) / count;
    const double squares = sumOf(x, [mean](auto tag, auto sum, auto value) {
        const auto distance = hn::Sub(value, hn::Set(tag, mean));
        return hn::MulAdd(distance, distance, sum);
    });
    const double scale = 1.0 / std::sqrt(squares / count + epsilon);
    const auto from = [&](auto tag, std::size_t i) {
        const hn::Rebind<float, decltype(tag)> floats;
        for (; i + hn::Lanes(tag) <= x.size(); i += hn::Lanes(tag)) {
            const auto distance = hn::Sub(widened(tag, &x[i]), hn::Set(tag, mean));
            const auto unit = hn::DemoteTo(floats, hn::Mul(distance, hn::Set(tag, scale)));
            hn::StoreU(hn::MulAdd(unit, hn::LoadU(floats, &weight[i]), hn::LoadU(floats, &bias[i])),
                       floats, &out[i]);
        }
        return i;
    };
    from(hn::CappedTag<double, 1>(), from(Doubles(), 0));
}

float highestOf(std::span<const float> values)
{
    const Floats tag;
    auto most = hn::Set(tag, values[0]);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag))
        most = hn::Max(most, hn::LoadU(tag, &values[i]));
    float highest = hn::GetLane(hn::MaxOfLanes(tag, most));
    for (; i < values.size(); ++i)
        highest = std::max(highest, values[i]);
    return highest;
}

Powers exponentiate(std::span<float> x)
{
    const Floats tag;
    constexpr std::size_t lanes = hn::MaxLanes(Floats());
    const float highest = highestOf(x);
    const auto replace = [&](float* values) {
        const auto value = hn::Sub(hn::LoadU(tag, values), hn::Set(tag, highest));
        // Highway's exp(NaN) is 0, which would pass over a broken key without a word.
        hn::StoreU(hn::IfThenElse(hn::IsNaN(value), value, hn::Exp(tag, value)), tag, values);
    };
    std::size_t i = 0;
    for (; i + lanes <= x.size(); i += lanes)
        replace(&x[i]);
    if (const auto rest = x.subspan(i); !rest.empty()) {
        HWY_ALIGN std::array<float, lanes> whole = {};
        std::ranges::copy(rest, whole.begin());
        replace(whole.data());
        std::copy_n(whole.begin(), rest.size(), rest.begin());
    }
    return {highest, static_cast<float>(sumOf(x))};
}

void add(std::span<float> x, std::span<const float> y, float factor)
{
    const auto from = [&](auto tag, std::size_t i) {
        const auto times = hn::Set(tag, factor);
        for (; i + hn::Lanes(tag) <= x.size(); i += hn::Lanes(tag))
            hn::StoreU(hn::MulAdd(times, hn::LoadU(tag, &y[i]), hn::LoadU(tag, &x[i])), tag, &x[i]);
        return i;
    };
    from(hn::CappedTag<float, 1>(), from(Floats(), 0));
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(layerNorm);
HWY_EXPORT(exponentiate);
HWY_EXPORT(add);

void layerNorm(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
               double epsilon, std::span<float> out)
{
    assert(weight.size() == x.size() && bias.size() == x.size() && out.size() == x.size());
    HWY_DYNAMIC_DISPATCH(layerNorm)(x, weight, bias, epsilon, out);
}

Powers exponentiate(std::span<float> x)
{
    assert(!x.empty());
    return HWY_DYNAMIC_DISPATCH(exponentiate)(x);
}

void add(std::span<float> x, std::span<const float> y, float factor)
{
    assert(x.size() == y.size());
    HWY_DYNAMIC_DISPATCH(add)(x, y, factor);
}

} // namespace logitscope

#endif // HWY_ONCE
