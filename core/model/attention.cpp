#include "core/model/attention.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/attention.cpp"
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Vector = hn::CappedTag<float, 16>; // arrays of vectors need a fixed size

// The products of a query with Count keys, each added up on its own.
template <int Count>
void dots(std::span<const float> query, const float* keys, float* products)
{
    const Vector tag;
    const auto size = query.size();
    hn::Vec<Vector> sums[Count];
    for (auto& sum : sums)
        sum = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= size; i += hn::Lanes(tag)) {
        const auto part = hn::LoadU(tag, &query[i]);
        for (int key = 0; key < Count; ++key)
            sums[key] = hn::MulAdd(part, hn::LoadU(tag, keys + key * size + i), sums[key]);
    }
    for (int key = 0; key < Count; ++key) {
        float sum = hn::GetLane(hn::SumOfLanes(tag, sums[key]));
        for (std::size_t rest = i; rest < size; ++rest)
            sum += query[rest] * keys[key * size + rest];
        products[key] = sum;
    }
}

// out[i] = sum over the rows of weights[row] rows[row, i], for as many columns from `i` on as there
// are in whole blocks of Count vectors. Returns where the rest begins.
template <int Count, class Tag>
std::size_t mix(Tag tag, std::size_t i, std::span<const float> weights, const float* rows,
                std::span<float> out)
{
    const auto width = Count * hn::Lanes(tag);
    for (; i + width <= out.size(); i += width) {
        hn::Vec<Tag> sums[Count];
        for (auto& sum : sums)
            sum = hn::Zero(tag);
        const float* row = rows + i;
        for (const float weight : weights) {
            const auto factor = hn::Set(tag, weight);
            for (int v = 0; v < Count; ++v)
                sums[v] = hn::MulAdd(factor, hn::LoadU(tag, row + v * hn::Lanes(tag)), sums[v]);
            row += out.size();
        }
        for (int v = 0; v < Count; ++v)
            hn::StoreU(sums[v], tag, &out[i + v * hn::Lanes(tag)]);
    }
    return i;
}

template <class Tag>
std::size_t expFrom(Tag tag, std::size_t i, std::span<float> values, float highest)
{
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag)) {
        const auto x = hn::Sub(hn::LoadU(tag, &values[i]), hn::Set(tag, highest));
        // Highway's exp(NaN) is 0, which would pass over a broken key without a word.
        hn::StoreU(hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(tag, x)), tag, &values[i]);
    }
    return i;
}

void attend(std::span<const float> query, const float* keys, const float* values, float scale,
            std::span<float> scores, std::span<float> out)
{
    const auto size = query.size();
    std::size_t key = 0;
    for (; key + 4 <= scores.size(); key += 4)
        dots<4>(query, keys + key * size, &scores[key]);
    for (; key < scores.size(); ++key)
        dots<1>(query, keys + key * size, &scores[key]);
    for (float& score : scores)
        score *= scale;

    const float highest = *std::max_element(scores.begin(), scores.end());
    const auto rest = expFrom(Vector(), 0, scores, highest);
    expFrom(hn::CappedTag<float, 1>(), rest, scores, highest);
    double sum = 0.0;
    for (const float weight : scores)
        sum += weight;

    const auto share = static_cast<float>(1.0 / sum);
    for (float& weight : scores)
        weight *= share;
    const Vector tag;
    const auto single = mix<4>(tag, 0, scores, values, out);
    const auto last = mix<1>(tag, single, scores, values, out);
    mix<1>(hn::CappedTag<float, 1>(), last, scores, values, out);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(attend);

void attend(std::span<const float> query, const float* keys, const float* values, float scale,
            std::span<float> scores, std::span<float> out)
{
    HWY_DYNAMIC_DISPATCH(attend)(query, keys, values, scale, scores, out);
}

} // namespace logitscope

#endif // HWY_ONCE
