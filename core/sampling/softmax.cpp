#include "core/sampling/softmax.h"

// Highway compiles what lies between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once for every
// instruction set, by including this file again and again, and picks the best one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/sampling/softmax.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <algorithm>
#include <limits>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;

// What follows goes over the logits in blocks that stay in the first cache, and over a block in
// short steps: all steps on one vector at once are a longer chain than processors look ahead, and
// take half as long again.
constexpr std::size_t blockSize = 256;

struct Block
{
    HWY_ALIGN double values[blockSize];
};

// (logit - top) / temperature, of one block, filled up with -inf to whole vectors: that weighs
// nothing. Returns where they end.
std::size_t findExponents(std::span<const float> logits, float top, double temperature,
                          Block& exponents)
{
    const Tag tag;
    const hn::Rebind<float, Tag> floats;
    const auto highest = hn::Set(tag, static_cast<double>(top));
    const auto divisor = hn::Set(tag, temperature);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= logits.size(); i += hn::Lanes(tag)) {
        const auto logit = hn::PromoteTo(tag, hn::LoadU(floats, &logits[i]));
        hn::Store(hn::Div(hn::Sub(logit, highest), divisor), tag, &exponents.values[i]);
    }
    if (i == logits.size())
        return i;
    const std::size_t end = i + hn::Lanes(tag);
    for (; i < logits.size(); ++i)
        exponents.values[i] = (static_cast<double>(logits[i]) - top) / temperature;
    std::fill(exponents.values + i, exponents.values + end,
              -std::numeric_limits<double>::infinity());
    return end;
}

void findWeights(const Block& exponents, std::size_t end, Block& weights)
{
    const Tag tag;
    for (std::size_t i = 0; i < end; i += hn::Lanes(tag))
        hn::Store(hn::Exp(tag, hn::Load(tag, &exponents.values[i])), tag, &weights.values[i]);
}

void temper(std::span<const float> logits, float top, double temperature, std::span<double> weights)
{
    Block exponents;
    Block found;
    for (std::size_t begin = 0; begin < logits.size(); begin += blockSize) {
        const auto block = logits.subspan(begin, std::min(blockSize, logits.size() - begin));
        findWeights(exponents, findExponents(block, top, temperature, exponents), found);
        std::copy_n(found.values, block.size(), &weights[begin]);
    }
}

// Adds a number from 0 to 1 (a weight is at most 1, its surprise at most 1/e) so that no order of
// adding changes the sum. It is cut into a multiple of 2^-34 and one of 2^-68, and as long as there
// are at most 2^19 of them, sums of either kind have no more than 53 bits: they are exact. What is
// dropped is below 2^-68 each time.
void addExactly(Vector value, Vector& highSum, Vector& lowSum)
{
    const Tag tag;
    const auto coarse = hn::Set(tag, 0x1.8p+18); // its neighbours are 2^-34 away,
    const auto fine = hn::Set(tag, 0x1.8p-16);   // and these 2^-68
    const auto high = hn::Sub(hn::Add(value, coarse), coarse);
    const auto low = hn::Sub(hn::Add(hn::Sub(value, high), fine), fine);
    highSum = hn::Add(highSum, high);
    lowSum = hn::Add(lowSum, low);
}

double total(Vector highSum, Vector lowSum)
{
    const Tag tag;
    return hn::GetLane(hn::SumOfLanes(tag, highSum)) + hn::GetLane(hn::SumOfLanes(tag, lowSum));
}

WeightSums sumWeights(std::span<const float> logits, float top, double temperature)
{
    const Tag tag;
    Block exponents;
    Block weights;
    auto weightHigh = hn::Zero(tag);
    auto weightLow = hn::Zero(tag);
    auto surpriseHigh = hn::Zero(tag);
    auto surpriseLow = hn::Zero(tag);
    for (std::size_t begin = 0; begin < logits.size(); begin += blockSize) {
        const auto block = logits.subspan(begin, std::min(blockSize, logits.size() - begin));
        const std::size_t end = findExponents(block, top, temperature, exponents);
        findWeights(exponents, end, weights);
        for (std::size_t i = 0; i < end; i += hn::Lanes(tag)) {
            const auto weight = hn::Load(tag, &weights.values[i]);
            const auto surprise = hn::Mul(weight, hn::Neg(hn::Load(tag, &exponents.values[i])));
            const auto counts = hn::Gt(weight, hn::Zero(tag)); // 0 times infinity is NaN
            addExactly(weight, weightHigh, weightLow);
            addExactly(hn::IfThenElseZero(counts, surprise), surpriseHigh, surpriseLow);
        }
    }
    return {total(weightHigh, weightLow), total(surpriseHigh, surpriseLow)};
}

void scale(std::span<double> values, double factor)
{
    const Tag tag;
    const auto by = hn::Set(tag, factor);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag))
        hn::StoreU(hn::Mul(hn::LoadU(tag, &values[i]), by), tag, &values[i]);
    for (; i < values.size(); ++i)
        values[i] *= factor;
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <cassert>
#include <cmath>
#include <numbers>

namespace logitscope
{

HWY_EXPORT(temper);
HWY_EXPORT(sumWeights);
HWY_EXPORT(scale);

void temper(std::span<const float> logits, float top, double temperature, std::span<double> weights)
{
    assert(logits.size() == weights.size() && temperature > 0.0);
    HWY_DYNAMIC_DISPATCH(temper)(logits, top, temperature, weights);
}

WeightSums sumWeights(std::span<const float> logits, float top, double temperature)
{
    assert(temperature > 0.0);
    return HWY_DYNAMIC_DISPATCH(sumWeights)(logits, top, temperature);
}

double entropyOf(const WeightSums& sums)
{
    return std::max(std::log2(sums.weight) + sums.surprise / (std::numbers::ln2 * sums.weight),
                    0.0);
}

void scale(std::span<double> values, double factor)
{
    HWY_DYNAMIC_DISPATCH(scale)(values, factor);
}

} // namespace logitscope

#endif
