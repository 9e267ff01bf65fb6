#include "core/sampling/softmax.h"

// Highway compiles what lies between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this file again and again, and picks the best one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/sampling/softmax.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

// Every loop below runs over whole vectors, then over what is left, one at a time.
using Vector = hn::ScalableTag<double>;
using One = hn::CappedTag<double, 1>;

template <class Tag>
std::size_t temperFrom(Tag tag, std::size_t i, std::span<const float> logits, double temperature,
                       std::span<double> weights)
{
    const hn::Rebind<float, Tag> floats;
    const auto top = hn::Set(tag, static_cast<double>(logits[0]));
    const auto divisor = hn::Set(tag, temperature);
    for (; i + hn::Lanes(tag) <= logits.size(); i += hn::Lanes(tag)) {
        const auto logit = hn::PromoteTo(tag, hn::LoadU(floats, &logits[i]));
        const auto exponent = hn::Div(hn::Sub(logit, top), divisor);
        hn::StoreU(hn::Exp(tag, exponent), tag, &weights[i]);
    }
    return i;
}

void temper(std::span<const float> logits, double temperature, std::span<double> weights)
{
    const std::size_t rest = temperFrom(Vector(), 0, logits, temperature, weights);
    temperFrom(One(), rest, logits, temperature, weights);
}

template <class Tag>
std::size_t addWeightsFrom(Tag tag, std::size_t i, std::span<const float> logits,
                           std::span<const double> weights, WeightSums& sums)
{
    const hn::Rebind<float, Tag> floats;
    const auto top = hn::Set(tag, static_cast<double>(logits[0]));
    auto weightSum = hn::Zero(tag);
    auto gapSum = hn::Zero(tag);
    for (; i + hn::Lanes(tag) <= logits.size(); i += hn::Lanes(tag)) {
        const auto logit = hn::PromoteTo(tag, hn::LoadU(floats, &logits[i]));
        const auto weight = hn::LoadU(tag, &weights[i]);
        weightSum = hn::Add(weightSum, weight);
        gapSum = hn::MulAdd(weight, hn::Sub(top, logit), gapSum);
    }
    sums.weight += hn::GetLane(hn::SumOfLanes(tag, weightSum));
    sums.weightedGap += hn::GetLane(hn::SumOfLanes(tag, gapSum));
    return i;
}

WeightSums sumWeights(std::span<const float> logits, std::span<const double> weights)
{
    WeightSums sums{0.0, 0.0};
    const std::size_t rest = addWeightsFrom(Vector(), 0, logits, weights, sums);
    addWeightsFrom(One(), rest, logits, weights, sums);
    return sums;
}

template <class Tag>
std::size_t scaleFrom(Tag tag, std::size_t i, std::span<double> values, double factor)
{
    const auto by = hn::Set(tag, factor);
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag))
        hn::StoreU(hn::Mul(hn::LoadU(tag, &values[i]), by), tag, &values[i]);
    return i;
}

void scale(std::span<double> values, double factor)
{
    scaleFrom(One(), scaleFrom(Vector(), 0, values, factor), values, factor);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace logitscope
{

HWY_EXPORT(temper);
HWY_EXPORT(sumWeights);
HWY_EXPORT(scale);

void temper(std::span<const float> logits, double temperature, std::span<double> weights)
{
    assert(!logits.empty() && logits.size() == weights.size() && temperature > 0.0);
    HWY_DYNAMIC_DISPATCH(temper)(logits, temperature, weights);
}

WeightSums sumWeights(std::span<const float> logits, std::span<const double> weights)
{
    assert(!logits.empty() && logits.size() == weights.size());
    return HWY_DYNAMIC_DISPATCH(sumWeights)(logits, weights);
}

double entropyOf(const WeightSums& sums, double temperature)
{
    const double bits =
        std::log2(sums.weight) + sums.weightedGap / (temperature * std::numbers::ln2 * sums.weight);
    return std::max(bits, 0.0);
}

void scale(std::span<double> values, double factor)
{
    HWY_DYNAMIC_DISPATCH(scale)(values, factor);
}

} // namespace logitscope

#endif
