#include "core/model/attention.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/attention.cpp"
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/foreach_target.h> // must come before highway.h
//
#include <hwy/cache_control.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Vector = hn::CappedTag<float, 16>; // arrays of vectors need a fixed size
using Single = hn::CappedTag<float, 1>;

// As many rows at once as leave registers for four vectors of each.
constexpr std::size_t mostRows = hn::MaxLanes(Vector()) == 16 ? 5 : 2;

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

// Calls `act` with each block's keys or values, from `at` on, how many positions they have and how
// many came before. Blocks lie anywhere in memory, so they are fetched some time before.
template <class Act>
HWY_INLINE void overBlocks(const AttentionHead& head, const SeenRun& run, std::size_t at,
                           const Act& act)
{
    constexpr std::size_t ahead = 8; // blocks
    constexpr std::size_t cacheLine = 64 / sizeof(float);
    std::size_t done = 0;
    for (std::size_t next = 0; next < run.blocks.size() + ahead; ++next) {
        if (next < run.blocks.size()) {
            for (std::size_t i = 0; i < head.blockLength * head.size; i += cacheLine)
                hwy::Prefetch(run.blocks[next] + at + i);
        }
        if (next < ahead)
            continue;
        const auto skipped = next == ahead ? run.skipped : 0;
        const auto count = std::min(head.blockLength - skipped, run.positions - done);
        act(run.blocks[next - ahead] + at + skipped * head.size, count, done);
        done += count;
    }
}

template <std::size_t Rows>
void score(const AttentionHead& head, const SeenRun& run, std::size_t row, float* scores,
           std::size_t stride)
{
    const float* queries = head.queries + row * head.queryStride;
    overBlocks(head, run, head.keysAt, [&](const float* keys, std::size_t count, std::size_t done) {
        std::size_t at = 0;
        for (; at + 4 <= count; at += 4)
            dots<Rows, 4>(queries, head.queryStride, keys + at * head.size, head.size,
                          scores + done + at, stride);
        for (; at < count; ++at)
            dots<Rows, 1>(queries, head.queryStride, keys + at * head.size, head.size,
                          scores + done + at, stride);
    });
}

// out[row, i] += sum over the positions of weights[row, position] values[position, i], for as many
// columns from `i` on as there are in whole blocks of Count vectors. Returns where the rest begins.
template <std::size_t Rows, std::size_t Count, class Tag>
std::size_t mix(Tag tag, std::size_t i, const AttentionHead& head, const SeenRun& run, float* out,
                const float* weights, std::size_t stride)
{
    const auto lanes = hn::Lanes(tag);
    for (; i + Count * lanes <= head.size; i += Count * lanes) {
        hn::Vec<Tag> sums[Rows][Count];
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                sums[row][v] = hn::LoadU(tag, out + row * head.outStride + i + v * lanes);
        const float* weight = weights;
        overBlocks(head, run, head.valuesAt + i,
                   [&](const float* values, std::size_t count, std::size_t) {
                       for (std::size_t at = 0; at < count; ++at, ++weight, values += head.size) {
                           hn::Vec<Tag> value[Count];
                           for (std::size_t v = 0; v < Count; ++v)
                               value[v] = hn::LoadU(tag, values + v * lanes);
                           for (std::size_t row = 0; row < Rows; ++row) {
                               const auto factor = hn::Set(tag, weight[row * stride]);
                               for (std::size_t v = 0; v < Count; ++v)
                                   sums[row][v] = hn::MulAdd(factor, value[v], sums[row][v]);
                           }
                       }
                   });
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                hn::StoreU(sums[row][v], tag, out + row * head.outStride + i + v * lanes);
    }
    return i;
}

template <std::size_t Rows>
void addValues(const AttentionHead& head, const SeenRun& run, std::size_t row, const float* weights,
               std::size_t stride)
{
    const Vector tag;
    float* out = head.out + row * head.outStride;
    const auto single = mix<Rows, 4>(tag, 0, head, run, out, weights, stride);
    const auto last = mix<Rows, 1>(tag, single, head, run, out, weights, stride);
    mix<Rows, 1>(Single(), last, head, run, out, weights, stride);
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

float highestOf(std::span<const float> values)
{
    const Vector tag;
    auto most = hn::Set(tag, values[0]);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= values.size(); i += hn::Lanes(tag))
        most = hn::Max(most, hn::LoadU(tag, &values[i]));
    float highest = hn::GetLane(hn::MaxOfLanes(tag, most));
    for (; i < values.size(); ++i)
        highest = std::max(highest, values[i]);
    return highest;
}

// Four sums at a time: in one alone, every number would wait for the one before it.
double sumOf(std::span<const float> values)
{
    double sums[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k)
            sums[k] += values[i + k];
    double sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
    for (; i < values.size(); ++i)
        sum += values[i];
    return sum;
}

// values = softmax(scale values)
void softmax(std::span<float> values, float scale)
{
    for (float& value : values)
        value *= scale;
    const float highest = highestOf(values);
    const auto rest = expFrom(Vector(), 0, values, highest);
    expFrom(Single(), rest, values, highest);
    const auto share = static_cast<float>(1.0 / sumOf(values));
    for (float& weight : values)
        weight *= share;
}

template <std::size_t Rows>
using RowCount = std::integral_constant<std::size_t, Rows>;

// Calls `act` with the run's rows, several at a time: they read what they share once.
template <class Act>
HWY_INLINE void overRows(const SeenRun& run, const Act& act)
{
    const auto parts = (run.rows + mostRows - 1) / mostRows;
    const auto end = run.firstRow + run.rows;
    for (std::size_t row = run.firstRow, count = 0; row < end; row += count) {
        count = std::min((run.rows + parts - 1) / parts, end - row);
        switch (count) {
        case 1:
            act(RowCount<1>(), row);
            break;
        case 2:
            act(RowCount<2>(), row);
            break;
        case 3:
            act(RowCount<3>(), row);
            break;
        case 4:
            act(RowCount<4>(), row);
            break;
        default:
            act(RowCount<5>(), row);
        }
    }
}

void attend(const AttentionHead& head, std::span<const SeenRun> runs,
            std::span<const std::size_t> seen, std::span<float> scores)
{
    const auto stride = scores.size() / seen.size();
    for (const auto& run : runs)
        overRows(run, [&](auto rows, std::size_t row) {
            score<rows>(head, run, row, &scores[row * stride + run.position], stride);
        });
    for (std::size_t row = 0; row < seen.size(); ++row) {
        softmax(scores.subspan(row * stride, seen[row]), head.scale);
        std::fill_n(head.out + row * head.outStride, head.size, 0.0f);
    }
    for (const auto& run : runs)
        overRows(run, [&](auto rows, std::size_t row) {
            addValues<rows>(head, run, row, &scores[row * stride + run.position], stride);
        });
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(attend);

void attend(const AttentionHead& head, std::span<const SeenRun> runs,
            std::span<const std::size_t> seen, std::span<float> scores)
{
    HWY_DYNAMIC_DISPATCH(attend)(head, runs, seen, scores);
}

} // namespace logitscope

#endif // HWY_ONCE
