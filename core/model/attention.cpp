#include "core/model/attention.h"

#include "core/model/blocks_ahead.h"
#include "core/model/key_value_cache.h"
#include "core/model/row_functions.h"
#include "core/model/weight_formats.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/attention.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
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
constexpr bool hasManyRegisters = hn::MaxLanes(Vector()) == 16; // AVX-512
constexpr std::size_t mostScored = hasManyRegisters ? 9 : keyVectors == 4 ? 2 : 1;
constexpr std::size_t mostMixed = hasManyRegisters ? 5 : 2;

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

// A head's keys or values in a run.
struct HeadPart
{
    std::size_t size; // D
    std::size_t at;   // so many numbers into every block
    const SeenRun& run;
    BlocksAhead& ahead;
};

// Calls `act` for each block with the head's numbers, where the run begins and ends in it, and how
// many positions came before.
template <class Number, class Act>
HWY_INLINE void overBlocks(const HeadPart& head, const Act& act)
{
    std::size_t done = 0;
    auto begin = head.run.skipped;
    for (const auto* block : head.run.blocks) {
        head.ahead.step();
        const auto end = std::min(blockLength, begin + head.run.positions - done);
        act(reinterpret_cast<const Number*>(block) + head.at, begin, end, done);
        done += end - begin;
        begin = 0;
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
    HWY_UNROLL(9)
    for (std::size_t row = 0; row < Rows; ++row) {
        HWY_UNROLL(8)
        for (std::size_t v = 0; v < keyVectors; ++v)
            sums[row][v] = hn::Zero(tag);
    }
    for (std::size_t i = 0; i < size; i += four, keys += blockLength * four) {
        hn::Vec<Vector> key[keyVectors];
        HWY_UNROLL(8)
        for (std::size_t v = 0; v < keyVectors; ++v)
            key[v] = load(tag, keys + v * hn::MaxLanes(tag));
        HWY_UNROLL(9)
        for (std::size_t row = 0; row < Rows; ++row) {
            HWY_UNROLL(8)
            for (std::size_t v = 0; v < keyVectors; ++v)
                sums[row][v] =
                    hn::MulAdd(repeatedFour(queries + row * size + i, v), key[v], sums[row][v]);
        }
    }
    HWY_UNROLL(9)
    for (std::size_t row = 0; row < Rows; ++row)
        addFours(sums[row], products[row]);
}

template <std::size_t Rows, class Number>
void score(const HeadPart& head, const float* queries, float* scores)
{
    overBlocks<Number>(
        head, [&](const Number* keys, std::size_t begin, std::size_t end, std::size_t done) {
            HWY_ALIGN float products[Rows][blockLength * four];
            multiplyKeys<Rows>(queries, KeyValueCache::roundedUp(head.size), keys, products);
            for (std::size_t row = 0; row < Rows; ++row)
                for (auto at = begin; at < end; ++at)
                    scores[row * stretchLength + done + at - begin] = products[row][at * four];
        });
}

// out[row, i] += sum over the positions of weights[row, position] values[position, i], for as many
// columns from `i` on as there are in whole blocks of Count vectors. Returns where the rest begins.
template <std::size_t Rows, std::size_t Count, class Number, class Tag>
std::size_t mix(Tag tag, std::size_t i, const HeadPart& head, const float* weights, float* out,
                std::size_t outStride)
{
    const auto lanes = hn::Lanes(tag);
    const auto valueStride = KeyValueCache::roundedUp(head.size);
    for (; i + Count * lanes <= head.size; i += Count * lanes) {
        hn::Vec<Tag> sums[Rows][Count];
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                sums[row][v] = hn::LoadU(tag, out + row * outStride + i + v * lanes);
        const float* weight = weights;
        overBlocks<Number>(
            head, [&](const Number* values, std::size_t begin, std::size_t end, std::size_t) {
                for (auto at = begin; at < end; ++at, ++weight) {
                    hn::Vec<Tag> value[Count];
                    for (std::size_t v = 0; v < Count; ++v)
                        value[v] = load(tag, values + at * valueStride + i + v * lanes);
                    for (std::size_t row = 0; row < Rows; ++row) {
                        const auto factor = hn::Set(tag, weight[row * stretchLength]);
                        for (std::size_t v = 0; v < Count; ++v)
                            sums[row][v] = hn::MulAdd(factor, value[v], sums[row][v]);
                    }
                }
            });
        for (std::size_t row = 0; row < Rows; ++row)
            for (std::size_t v = 0; v < Count; ++v)
                hn::StoreU(sums[row][v], tag, out + row * outStride + i + v * lanes);
    }
    return i;
}

template <std::size_t Rows, class Number>
void addValues(const HeadPart& head, const float* weights, float* out, std::size_t outStride)
{
    const Vector tag;
    const auto single = mix<Rows, 4, Number>(tag, 0, head, weights, out, outStride);
    const auto last = mix<Rows, 1, Number>(tag, single, head, weights, out, outStride);
    mix<Rows, 1, Number>(Single(), last, head, weights, out, outStride);
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

// Each times the scale, [H, rows, D], with 0 up to whole fours.
std::vector<float> scaledQueries(const AttentionHeads& heads, std::size_t rows)
{
    const auto wide = KeyValueCache::roundedUp(heads.size);
    std::vector<float> queries(heads.count * rows * wide);
    float* out = queries.data();
    for (std::size_t head = 0; head < heads.count; ++head) {
        for (std::size_t row = 0; row < rows; ++row, out += wide) {
            const float* query = heads.queries + row * heads.queryStride + head * heads.size;
            for (std::size_t i = 0; i < heads.size; ++i)
                out[i] = query[i] * heads.scale;
        }
    }
    return queries;
}

template <class Number>
void attendTo(const AttentionHeads& heads, std::span<const Stretch> stretches, std::size_t begin,
              std::size_t end, StretchSums& sums)
{
    const auto rows = stretches[begin].seen.size();
    const auto wide = KeyValueCache::roundedUp(heads.size);
    const auto queries = scaledQueries(heads, rows);
    std::vector<float> scores(rows * stretchLength);
    BlocksAhead ahead(heads, stretches.subspan(begin, end - begin));
    for (auto index = begin; index < end; ++index) {
        const auto& stretch = stretches[index];
        for (std::size_t head = 0; head < heads.count; ++head) {
            const auto keysAt = heads.keysAt + head * KeyValueCache::headStride(heads.size);
            for (const auto& run : stretch.runs)
                overRows<mostScored>(run, [&](auto count, std::size_t row) {
                    score<count, Number>({heads.size, keysAt, run, ahead},
                                         &queries[(head * rows + row) * wide],
                                         &scores[row * stretchLength + run.position]);
                });
            for (std::size_t row = 0; row < rows; ++row) {
                if (stretch.seen[row] == 0)
                    continue;
                const auto powers =
                    exponentiate(std::span(scores).subspan(row * stretchLength, stretch.seen[row]));
                sums.highest(row, head)[index] = powers.highest;
                sums.sums(row, head)[index] = powers.sum;
                std::fill_n(sums.values(index, row, head), heads.size, 0.0f);
            }
            const auto valuesAt = heads.valuesAt + head * KeyValueCache::headStride(heads.size);
            for (const auto& run : stretch.runs)
                overRows<mostMixed>(run, [&](auto count, std::size_t row) {
                    addValues<count, Number>({heads.size, valuesAt, run, ahead},
                                             &scores[row * stretchLength + run.position],
                                             sums.values(index, row, head), sums.rowStride());
                });
        }
    }
}

void attend(const AttentionHeads& heads, std::span<const Stretch> stretches, std::size_t begin,
            std::size_t end, StretchSums& sums)
{
    if (heads.precision == Precision::BF16)
        attendTo<Bf16>(heads, stretches, begin, end, sums);
    else
        attendTo<float>(heads, stretches, begin, end, sums);
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(attend);

void attend(const AttentionHeads& heads, std::span<const Stretch> stretches, std::size_t begin,
            std::size_t end, StretchSums& sums)
{
    HWY_DYNAMIC_DISPATCH(attend)(heads, stretches, begin, end, sums);
}

} // namespace logitscope

#endif // HWY_ONCE
