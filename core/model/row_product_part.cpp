#include "core/model/row_product_part.h"

#include <algorithm>
#include <type_traits>

// Compiled once for every instruction set; the best one is picked at run time. Where vectors have
// no fixed size (SVE) the fixed ones of the same processor (NEON) do the work: accumulators are
// arrays of vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/row_product_part.cpp"
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

using Tag = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Tag>;

constexpr int lanes = static_cast<int>(hn::MaxLanes(Tag()));
// As many columns at once as leave registers for six rows of accumulators.
constexpr int vectors = std::min(lanes == 16 ? 4 : 2, PanelMatrix::panelWidth / lanes);

// Where the next weights of a column are, and how many of them are taken at once.
template <class Weight>
constexpr int step = std::is_same_v<Weight, float> ? 1 : 2;

// Weights of `lanes` columns, widened in registers: what memory has to give is as few bytes as
// they are held in.
HWY_INLINE void widen(const float* weights, Vector (&wide)[1])
{
    wide[0] = hn::Load(Tag(), weights);
}

HWY_INLINE void widen(const Bf16* weights, Vector (&wide)[2])
{
    const hn::RebindToUnsigned<Tag> words;
    const auto pairs = hn::Load(words, reinterpret_cast<const std::uint32_t*>(weights));
    wide[0] = hn::BitCast(Tag(), hn::ShiftLeft<16>(pairs));
    wide[1] = hn::BitCast(Tag(), hn::And(pairs, hn::Set(words, 0xffff0000u)));
}

HWY_INLINE void widen(const std::int8_t* weights, Vector (&wide)[2])
{
    const hn::Rebind<std::int8_t, Tag> bytes;
    const hn::RebindToSigned<Tag> words;
    for (int i = 0; i < 2; ++i) {
        const auto row = hn::Load(bytes, weights + i * PanelMatrix::panelWidth);
        wide[i] = hn::ConvertTo(Tag(), hn::PromoteTo(words, row));
    }
}

// Where the weights of column `column` are within those of a step.
template <class Weight>
HWY_INLINE const Weight* atColumn(const Weight* weights, int column)
{
    return weights + (std::is_same_v<Weight, Bf16> ? 2 * column : column);
}

template <int Rows, class Weight>
HWY_INLINE void addColumns(const PanelPart<float, Weight>& part, int column)
{
    const Tag tag;
    Vector sums[Rows][vectors];
    for (auto& row : sums)
        for (auto& sum : row)
            sum = hn::Zero(tag);

    constexpr int steps = step<Weight>;
    constexpr int ahead = 4096 / sizeof(Weight);
    constexpr int cacheLine = 64 / sizeof(Weight);
    const Weight* weights = atColumn(part.weights, column);
    for (int k = 0; k < part.length; k += steps, weights += steps * PanelMatrix::panelWidth) {
        for (int i = 0; i < steps * vectors * lanes; i += cacheLine)
            hwy::Prefetch(weights + ahead + i);
        Vector weight[vectors][steps];
        HWY_UNROLL(4)
        for (int v = 0; v < vectors; ++v)
            widen(atColumn(weights, v * lanes), weight[v]);
        HWY_UNROLL(6)
        for (int row = 0; row < Rows; ++row) {
            HWY_UNROLL(2)
            for (int i = steps - 1; i >= 0; --i) {
                const auto factor = hn::Set(tag, part.rows[row * part.rowStride + k + i]);
                HWY_UNROLL(4)
                for (int v = 0; v < vectors; ++v)
                    sums[row][v] = hn::MulAdd(factor, weight[v][i], sums[row][v]);
            }
        }
    }

    HWY_UNROLL(6)
    for (int row = 0; row < Rows; ++row) {
        float* out = part.out + row * PanelMatrix::panelWidth + column;
        const float* start = part.start ? part.start + column : out;
        HWY_UNROLL(4)
        for (int v = 0; v < vectors; ++v) {
            const auto before = hn::LoadU(tag, start + v * lanes);
            if constexpr (std::is_same_v<Weight, std::int8_t>) {
                const auto scale = hn::LoadU(tag, part.scales + column + v * lanes);
                hn::StoreU(hn::MulAdd(sums[row][v], scale, before), tag, out + v * lanes);
            } else {
                hn::StoreU(hn::Add(before, sums[row][v]), tag, out + v * lanes);
            }
        }
    }
}

template <int Rows, class Weight>
void addRows(const PanelPart<float, Weight>& part)
{
    if constexpr (Rows > 1) {
        if (part.rowCount < Rows)
            return addRows<Rows - 1>(part);
    }
    for (int column = 0; column < PanelMatrix::panelWidth; column += vectors * lanes)
        addColumns<Rows>(part, column);
}

void addF32(const PanelPart<float, float>& part)
{
    addRows<mostPartRows<float, float>>(part);
}

void addBf16(const PanelPart<float, Bf16>& part)
{
    addRows<mostPartRows<float, Bf16>>(part);
}

void addInt8(const PanelPart<float, std::int8_t>& part)
{
    addRows<mostPartRows<float, std::int8_t>>(part);
}

bool hasAvx512()
{
    return HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3;
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(addF32);
HWY_EXPORT(addBf16);
HWY_EXPORT(addInt8);
HWY_EXPORT(hasAvx512);

void addPart(const PanelPart<float, float>& part)
{
    HWY_DYNAMIC_DISPATCH(addF32)(part);
}

void addPart(const PanelPart<float, Bf16>& part)
{
    HWY_DYNAMIC_DISPATCH(addBf16)(part);
}

void addPart(const PanelPart<float, std::int8_t>& part)
{
    HWY_DYNAMIC_DISPATCH(addInt8)(part);
}

bool multipliesBf16()
{
#if HWY_ARCH_X86
    static const bool has = __builtin_cpu_supports("avx512bf16");
    return has && HWY_DYNAMIC_DISPATCH(hasAvx512)();
#else
    return false;
#endif
}

} // namespace logitscope

#endif // HWY_ONCE
