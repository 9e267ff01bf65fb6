#include "core/model/attention.h"

#include "core/model/key_value_cache.h"
#include "core/model/row_functions.h"
#include "core/model/weight_formats.h"

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
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace logitscope::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using Vector = hn::CappedTag<float, 16>; // arrays of vectors need a fixed size
using Single = hn::CappedTag<float, 1>;

constexpr auto blockLength = KeyValueCache::blockLength;
constexpr auto four = KeyValueCache::four;

// So many vectors have the same four numbers of all keys of a block.
constexpr std::size_t keyVectors = blockLength * four / hn::MaxLanes(Vector());

// As many rows at once as leave registers for the sums: of a block's keys, and of four vectors of
// values.
constexpr std::size_t mostScored = keyVectors == 1 ? 9 : keyVectors == 2 ? 5 : 2;
constexpr std::size_t mostMixed = keyVectors == 1 ? 5 : 2;

template <class Tag>
HWY_INLINE hn::Vec<Tag> load(Tag tag, const float* numbers)
{
    return hn::LoadU(tag, numbers);
}

template <class Tag>
HWY_INLINE hn::Vec<Tag> load(Tag tag, const Bf16* numbers)
{
    const hn::Rebind<Bf16, Tag> halves;
    const hn::RebindToUnsigned<Tag> words;
    return hn::BitCast(tag, hn::ShiftLeft<16>(hn::PromoteTo(words, hn::LoadU(halves, numbers))));
}

// Calls `act` for each block with the head's keys or values, which begin `at` so many numbers, with
// where the run begins and ends in it, and how many positions came before. Blocks lie anywhere in
// memory, so they are fetched some time before.
template <class Number, class Act>
HWY_INLINE void overBlocks(const AttentionHead& head, const SeenRun& run, std::size_t at,
                           const Act& act)
{
    constexpr std::size_t ahead = 8; // blocks
    constexpr std::size_t cacheLine = 64 / sizeof(Number);
    const auto numbersAt = [&](std::size_t block) {
        return reinterpret_cast<const Number*>(run.blocks[block]) + at;
    };
    const auto numbers = blockLength * KeyValueCache::roundedUp(head.size);
    std::size_t done = 0;
    for (std::size_t next = 0; next < run.blocks.size() + ahead; ++next) {
        if (next < run.blocks.size()) {
            for (std::size_t i = 0; i < numbers; i += cacheLine)
                hwy::Prefetch(numbersAt(next) + i);
        }
        if (next < ahead)
            continue;
        const auto begin = next == ahead ? run.skipped : 0;
        const auto end = std::min(blockLength, begin + run.positions - done);
        act(numbersAt(next - ahead), begin, end, done);
        done += end - begin;
    }
}

using KeySums = hn::Vec<Vector>[keyVectors]; // [blockLength, four]

#if HWY_TARGET == HWY_SCALAR // a vector is one number

HWY_INLINE hn::Vec<Vector> repeatedFour(const float* numbers, std::size_t v)
{
    return hn::Set(Vector(), numbers[v % four]);
}

HWY_INLINE void addFours(const KeySums& sums, float* products)
{
    for (std::size_t i = 0; i < keyVectors; i += four)
        products[i] =
            hn::GetLane(hn::Add(hn::Add(sums[i], sums[i + 1]), hn::Add(sums[i + 2], sums[i + 3])));
}

#else

HWY_INLINE hn::Vec<Vector> repeatedFour(const float* numbers, std::size_t)
{
    return hn::LoadDup128(Vector(), numbers);
}

HWY_INLINE void addFours(const KeySums& sums, float* products)
{
    for (std::size_t v = 0; v < keyVectors; ++v) {
        const auto pairs = hn::Add(sums[v], hn::Shuffle2301(sums[v]));
        hn::StoreU(hn::Add(pairs, hn::Shuffle1032(pairs)), Vector(),
                   products + v * hn::MaxLanes(Vector()));
    }
}

#endif

// products[row, position, 0] = query of the row times the key, as four sums, each of every fourth
// number.
template <std::size_t Rows, class Number>
HWY_INLINE void multiplyKeys(const float* queries, std::size_t size, const Number* keys,
                             float (&products)[Rows][blockLength * four])
{
    const Vector tag;
    KeySums sums[Rows];
    for (auto& row : sums)
        for (auto& sum : row)
            sum = hn::Zero(tag);
    for (std::size_t i = 0; i < size; i += four, keys += blockLength * four) {
        hn::Vec<Vector> key[keyVectors];
        for (std::size_t v = 0; v < keyVectors; ++v)
            key[v] = load(tag, keys + v * hn::MaxLanes(tag));
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < keyVectors; ++v)
                sums[row][v] =
                    hn::MulAdd(repeatedFour(queries + row * size + i, v), key[v], sums[row][v]);
    }
    for (std::size_t row = 0; row < Rows; ++row)
        addFours(sums[row], products[row]);
}

template <std::size_t Rows, class Number>
void score(const AttentionHead& head, const SeenRun& run, const float* queries, float* scores,
           std::size_t stride)
{
    overBlocks<Number>(
        head, run, head.keysAt,
        [&](const Number* keys, std::size_t begin, std::size_t end, std::size_t done) {
            HWY_ALIGN float products[Rows][blockLength * four];
            multiplyKeys<Rows>(queries, KeyValueCache::roundedUp(head.size), keys, products);
            for (std::size_t row = 0; row < Rows; ++row)
                for (auto at = begin; at < end; ++at)
                    scores[row * stride + done + at - begin] = products[row][at * four];
        });
}

// out[row, i] += sum over the positions of weights[row, position] values[position, i], for as many
// columns from `i` on as there are in whole blocks of Count vectors. Returns where the rest begins.
template <std::size_t Rows, std::size_t Count, class Number, class Tag>
std::size_t mix(Tag tag, std::size_t i, const AttentionHead& head, const SeenRun& run, float* out,
                const float* weights, std::size_t stride)
{
    const auto lanes = hn::Lanes(tag);
    const auto valueStride = KeyValueCache::roundedUp(head.size);
    for (; i + Count * lanes <= head.size; i += Count * lanes) {
        hn::Vec<Tag> sums[Rows][Count];
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                sums[row][v] = hn::LoadU(tag, out + row * head.outStride + i + v * lanes);
        const float* weight = weights;
        overBlocks<Number>(
            head, run, head.valuesAt + i,
            [&](const Number* values, std::size_t begin, std::size_t end, std::size_t) {
                for (auto at = begin; at < end; ++at, ++weight) {
                    hn::Vec<Tag> value[Count];
                    for (std::size_t v = 0; v < Count; ++v)
                        value[v] = load(tag, values + at * valueStride + v * lanes);
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

template <std::size_t Rows, class Number>
void addValues(const AttentionHead& head, const SeenRun& run, std::size_t row, const float* weights,
               std::size_t stride)
{
    const Vector tag;
    float* out = head.out + row * head.outStride;
    const auto single = mix<Rows, 4, Number>(tag, 0, head, run, out, weights, stride);
    const auto last = mix<Rows, 1, Number>(tag, single, head, run, out, weights, stride);
    mix<Rows, 1, Number>(Single(), last, head, run, out, weights, stride);
}

template <std::size_t Rows>
using RowCount = std::integral_constant<std::size_t, Rows>;

template <std::size_t Most, class Act>
HWY_INLINE void withCount(std::size_t count, const Act& act)
{
    if constexpr (Most > 1) {
        if (count < Most)
            return withCount<Most - 1>(count, act);
    }
    act(RowCount<Most>());
}

// Calls `act` with the run's rows, at most so many at a time: they read what they share once.
template <std::size_t Most, class Act>
HWY_INLINE void overRows(const SeenRun& run, const Act& act)
{
    const auto parts = (run.rows + Most - 1) / Most;
    const auto end = run.firstRow + run.rows;
    for (std::size_t row = run.firstRow, count = 0; row < end; row += count) {
        count = std::min((run.rows + parts - 1) / parts, end - row);
        withCount<Most>(count, [&](auto rows) { act(rows, row); });
    }
}

// Times the scale, with 0 up to whole fours.
std::vector<float> scaledQueries(const AttentionHead& head, std::size_t rows)
{
    const auto size = KeyValueCache::roundedUp(head.size);
    std::vector<float> queries(rows * size);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < head.size; ++i)
            queries[row * size + i] = head.queries[row * head.queryStride + i] * head.scale;
    return queries;
}

template <class Number>
void attendTo(const AttentionHead& head, std::span<const SeenRun> runs,
              std::span<const std::size_t> seen, std::span<float> scores)
{
    const auto stride = scores.size() / seen.size();
    const auto queries = scaledQueries(head, seen.size());
    for (const auto& run : runs)
        overRows<mostScored>(run, [&](auto rows, std::size_t row) {
            score<rows, Number>(head, run, &queries[row * KeyValueCache::roundedUp(head.size)],
                                &scores[row * stride + run.position], stride);
        });
    std::vector<float> shares;
    for (std::size_t row = 0; row < seen.size(); ++row) {
        shares.push_back(exponentiate(scores.subspan(row * stride, seen[row])));
        std::fill_n(head.out + row * head.outStride, head.size, 0.0f);
    }
    for (const auto& run : runs)
        overRows<mostMixed>(run, [&](auto rows, std::size_t row) {
            addValues<rows, Number>(head, run, row, &scores[row * stride + run.position], stride);
        });
    for (std::size_t row = 0; row < seen.size(); ++row)
        for (std::size_t i = 0; i < head.size; ++i)
            head.out[row * head.outStride + i] *= shares[row];
}

void attend(const AttentionHead& head, std::span<const SeenRun> runs,
            std::span<const std::size_t> seen, std::span<float> scores)
{
    if (head.precision == Precision::BF16)
        attendTo<Bf16>(head, runs, seen, scores);
    else
        attendTo<float>(head, runs, seen, scores);
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
