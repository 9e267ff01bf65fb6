#include "core/model/row_product_part.h"

#include <algorithm>
#include <type_traits>

// Compiled once for every instruction set; the best one is picked at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/row_product_part.cpp"
#include <hwy/foreach_target.h> // must come before highway.h
//
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

// Weights of `lanes` columns, widened in registers: what memory has to give is as few bytes as
// they are held in. `k` is the row within the step.
HWY_INLINE Vector widened(const float* weights, int)
{
    return hn::Load(Tag(), weights);
}

HWY_INLINE Vector widened(const Bf16* weights, int k)
{
    const hn::RebindToUnsigned<Tag> words;
    const auto pairs = hn::Load(words, reinterpret_cast<const std::uint32_t*>(weights));
    return hn::BitCast(Tag(), k == 0 ? hn::ShiftLeft<16>(pairs)
                                     : hn::And(pairs, hn::Set(words, 0xffff0000u)));
}

HWY_INLINE Vector widened(const std::int8_t* weights, int k)
{
    const hn::Rebind<std::int8_t, Tag> bytes;
    const hn::RebindToSigned<Tag> words;
    const auto row = hn::Load(bytes, weights + k * PanelMatrix::panelWidth);
    return hn::ConvertTo(Tag(), hn::PromoteTo(words, row));
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
    HWY_UNROLL(6)
    for (int row = 0; row < Rows; ++row) {
        HWY_UNROLL(4)
        for (int v = 0; v < vectors; ++v)
            sums[row][v] = hn::Zero(tag);
    }

    constexpr int step = partStep<Weight>;
    constexpr int columns = vectors * lanes;
    WeightsAhead ahead(part, column / columns, PanelMatrix::panelWidth / columns);
    const Weight* weights = atColumn(part.weights, column);
    for (int k = 0; k < part.length; k += step, weights += step * PanelMatrix::panelWidth) {
        ahead.step();
        HWY_UNROLL(2)
        for (int i = step - 1; i >= 0; --i) {
            Vector weight[vectors];
            HWY_UNROLL(4)
            for (int v = 0; v < vectors; ++v)
                weight[v] = widened(atColumn(weights, v * lanes), i);
            HWY_UNROLL(6)
            for (int row = 0; row < Rows; ++row) {
                const auto factor = hn::Set(tag, part.rows[row * part.rowStride + k + i]);
                HWY_UNROLL(4)
                for (int v = 0; v < vectors; ++v)
                    sums[row][v] = hn::MulAdd(factor, weight[v], sums[row][v]);
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
