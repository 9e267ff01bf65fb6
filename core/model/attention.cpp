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
using Single = hn::CappedTag<float, 1>;

// As many rows at once as leave registers for four vectors of each.
constexpr std::size_t mostRows = hn::MaxLanes(Vector()) == 16 ? 4 : 2;

// The products of Rows queries with Count keys, each added up on its own.
template <std::size_t Rows, std::size_t Count>
HWY_INLINE void dots(const float* queries, std::size_t queryStride, const float* keys,
                     std::size_t size, float* products, std::size_t productStride)
{
    const Vector tag;
    hn::Vec<Vector> sums[Rows][Count];
    for (auto& row : sums)
        for (auto& sum : row)
            sum = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= size; i += hn::Lanes(tag)) {
        hn::Vec<Vector> key[Count];
        for (std::size_t k = 0; k < Count; ++k)
            key[k] = hn::LoadU(tag, keys + k * size + i);
        for (std::size_t row = 0; row < Rows; ++row) {
            const auto query = hn::LoadU(tag, queries + row * queryStride + i);
            for (std::size_t k = 0; k < Count; ++k)
                sums[row][k] = hn::MulAdd(query, key[k], sums[row][k]);
        }
    }
    for (std::size_t row = 0; row < Rows; ++row) {
        const float* query = queries + row * queryStride;
        for (std::size_t k = 0; k < Count; ++k) {
            auto sum = hn::Set(Single(), hn::GetLane(hn::SumOfLanes(tag, sums[row][k])));
            for (std::size_t rest = i; rest < size; ++rest)
                sum = hn::MulAdd(hn::Set(Single(), query[rest]),
                                 hn::Set(Single(), keys[k * size + rest]), sum);
            products[row * productStride + k] = hn::GetLane(sum);
        }
    }
}

// out[row, i] += sum over the positions of weights[row, position] values[position, i], for as many
// columns from `i` on as there are in whole blocks of Count vectors. Returns where the rest begins.
template <std::size_t Rows, std::size_t Count, class Tag>
HWY_INLINE std::size_t mix(Tag tag, std::size_t i, const float* weights, std::size_t weightStride,
                           const float* values, std::size_t positions, std::size_t size, float* out,
                           std::size_t outStride)
{
    const auto lanes = hn::Lanes(tag);
    for (; i + Count * lanes <= size; i += Count * lanes) {
        hn::Vec<Tag> sums[Rows][Count];
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                sums[row][v] = hn::LoadU(tag, out + row * outStride + i + v * lanes);
        for (std::size_t position = 0; position < positions; ++position) {
            hn::Vec<Tag> value[Count];
            for (std::size_t v = 0; v < Count; ++v)
                value[v] = hn::LoadU(tag, values + position * size + i + v * lanes);
            for (std::size_t row = 0; row < Rows; ++row) {
                const auto factor = hn::Set(tag, weights[row * weightStride + position]);
                for (std::size_t v = 0; v < Count; ++v)
                    sums[row][v] = hn::MulAdd(factor, value[v], sums[row][v]);
            }
        }
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                hn::StoreU(sums[row][v], tag, out + row * outStride + i + v * lanes);
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

// values = softmax(scale values)
void softmax(std::span<float> values, float scale)
{
    for (float& value : values)
        value *= scale;
    const float highest = *std::max_element(values.begin(), values.end());
    const auto rest = expFrom(Vector(), 0, values, highest);
    expFrom(Single(), rest, values, highest);
    double sum = 0.0;
    for (const float weight : values)
        sum += weight;
    const auto share = static_cast<float>(1.0 / sum);
    for (float& weight : values)
        weight *= share;
}

// The scores of a part, from its first row and position on.
template <std::size_t Rows>
void score(const AttentionHead& head, const SeenPart& part, std::size_t row, float* scores,
           std::size_t stride)
{
    const float* queries = head.queries + row * head.queryStride;
    const float* keys = part.block + head.keysAt + part.skipped * head.size;
    std::size_t at = 0;
    for (; at + 4 <= part.positions; at += 4)
        dots<Rows, 4>(queries, head.queryStride, keys + at * head.size, head.size, scores + at,
                      stride);
    for (; at < part.positions; ++at)
        dots<Rows, 1>(queries, head.queryStride, keys + at * head.size, head.size, scores + at,
                      stride);
}

template <std::size_t Rows>
void addValues(const AttentionHead& head, const SeenPart& part, std::size_t row,
               const float* weights, std::size_t stride)
{
    const Vector tag;
    const float* values = part.block + head.valuesAt + part.skipped * head.size;
    float* out = head.out + row * head.outStride;
    const auto single = mix<Rows, 4>(tag, 0, weights, stride, values, part.positions, head.size,
                                     out, head.outStride);
    const auto last = mix<Rows, 1>(tag, single, weights, stride, values, part.positions, head.size,
                                   out, head.outStride);
    mix<Rows, 1>(Single(), last, weights, stride, values, part.positions, head.size, out,
                 head.outStride);
}

// Several rows at a time read what they share once.
void attend(const AttentionHead& head, std::span<const SeenPart> parts,
            std::span<const std::size_t> seen, std::span<float> scores)
{
    const auto stride = scores.size() / seen.size();
    for (const auto& part : parts) {
        const auto end = part.firstRow + part.rows;
        auto row = part.firstRow;
        for (; row + mostRows <= end; row += mostRows)
            score<mostRows>(head, part, row, &scores[row * stride + part.position], stride);
        for (; row < end; ++row)
            score<1>(head, part, row, &scores[row * stride + part.position], stride);
    }
    for (std::size_t row = 0; row < seen.size(); ++row) {
        softmax(scores.subspan(row * stride, seen[row]), head.scale);
        std::fill_n(head.out + row * head.outStride, head.size, 0.0f);
    }
    for (const auto& part : parts) {
        const auto end = part.firstRow + part.rows;
        auto row = part.firstRow;
        for (; row + mostRows <= end; row += mostRows)
            addValues<mostRows>(head, part, row, &scores[row * stride + part.position], stride);
        for (; row < end; ++row)
            addValues<1>(head, part, row, &scores[row * stride + part.position], stride);
    }
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(attend);

void attend(const AttentionHead& head, std::span<const SeenPart> parts,
            std::span<const std::size_t> seen, std::span<float> scores)
{
    HWY_DYNAMIC_DISPATCH(attend)(head, parts, seen, scores);
}

} // namespace logitscope

#endif // HWY_ONCE
