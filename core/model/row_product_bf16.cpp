// With AVX-512's instruction for pairs of BF16, in intrinsics: the Highway of Debian 12 lacks it.
#include "core/model/row_product_part.h"

#include <hwy/base.h>

#include <cassert>
#include <cstring>
#include <type_traits>

#if HWY_ARCH_X86

// GCC warns of what its own header leaves undefined on purpose.
HWY_DIAGNOSTICS(push)
#if HWY_COMPILER_GCC_ACTUAL
HWY_DIAGNOSTICS_OFF(, ignored "-Wmaybe-uninitialized")
#endif
#include <immintrin.h>
HWY_DIAGNOSTICS(pop)

#define LOGITSCOPE_BF16 __attribute__((target("avx512f,avx512bw,avx512bf16")))
#define LOGITSCOPE_BF16_INLINE LOGITSCOPE_BF16 __attribute__((always_inline)) inline

namespace logitscope
{

namespace
{

constexpr int lanes = 16;
constexpr int panelWidth = PanelMatrix::panelWidth;

// A pair in each lane, the first in the lower half.
LOGITSCOPE_BF16_INLINE __m512i pairs(const Bf16* weights, int column)
{
    return _mm512_load_si512(weights + 2 * column);
}

LOGITSCOPE_BF16_INLINE __m512i f32Bits(const std::int8_t* weights)
{
    const auto bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(weights));
    return _mm512_castps_si512(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes)));
}

// Whole numbers this small leave the lower half of an F32 empty.
LOGITSCOPE_BF16_INLINE __m512i pairs(const std::int8_t* weights, int column)
{
    const auto first = f32Bits(weights + column);
    const auto second = f32Bits(weights + panelWidth + column);
    return _mm512_or_si512(_mm512_srli_epi32(first, 16), second);
}

LOGITSCOPE_BF16_INLINE __m512i pairInEveryLane(const Bf16* factors)
{
    int pair = 0;
    std::memcpy(&pair, factors, sizeof pair);
    return _mm512_set1_epi32(pair);
}

template <int Rows, int Vectors, class Weight>
LOGITSCOPE_BF16 void addColumns(const PanelPart<Bf16, Weight>& part, int column)
{
    __m512 sums[Rows][Vectors];
    HWY_UNROLL(12)
    for (int row = 0; row < Rows; ++row) {
        HWY_UNROLL(4)
        for (int v = 0; v < Vectors; ++v)
            sums[row][v] = _mm512_setzero_ps();
    }

    constexpr int columns = Vectors * lanes;
    WeightsAhead ahead(part, column / columns, panelWidth / columns);
    const Weight* weights = part.weights;
    for (int k = 0; k < part.length; k += 2, weights += 2 * panelWidth) {
        ahead.step();
        __m512i weight[Vectors];
        HWY_UNROLL(4)
        for (int v = 0; v < Vectors; ++v)
            weight[v] = pairs(weights, column + v * lanes);
        HWY_UNROLL(12)
        for (int row = 0; row < Rows; ++row) {
            const auto factor = pairInEveryLane(part.rows + row * part.rowStride + k);
            HWY_UNROLL(4)
            for (int v = 0; v < Vectors; ++v)
                sums[row][v] = _mm512_dpbf16_ps(sums[row][v], reinterpret_cast<__m512bh>(weight[v]),
                                                reinterpret_cast<__m512bh>(factor));
        }
    }

    HWY_UNROLL(12)
    for (int row = 0; row < Rows; ++row) {
        float* out = part.out + row * panelWidth + column;
        const float* start = part.start ? part.start + column : out;
        HWY_UNROLL(4)
        for (int v = 0; v < Vectors; ++v) {
            const auto before = _mm512_loadu_ps(start + v * lanes);
            auto sum = sums[row][v];
            if constexpr (std::is_same_v<Weight, std::int8_t>) {
                const auto scale = _mm512_loadu_ps(part.scales + column + v * lanes);
                sum = _mm512_fmadd_ps(sum, scale, before);
            } else {
                sum = _mm512_add_ps(before, sum);
            }
            _mm512_storeu_ps(out + v * lanes, sum);
        }
    }
}

template <int Rows, class Weight>
void addRows(const PanelPart<Bf16, Weight>& part)
{
    if constexpr (Rows > 1) {
        if (part.rowCount < Rows)
            return addRows<Rows - 1>(part);
    }
    constexpr int vectors = Rows > 6 ? 2 : 4;
    for (int column = 0; column < panelWidth; column += vectors * lanes)
        addColumns<Rows, vectors>(part, column);
}

} // namespace

void addPart(const PanelPart<Bf16, Bf16>& part)
{
    addRows<mostPartRows<Bf16, Bf16>>(part);
}

void addPart(const PanelPart<Bf16, std::int8_t>& part)
{
    addRows<mostPartRows<Bf16, std::int8_t>>(part);
}

} // namespace logitscope

#else

namespace logitscope
{

void addPart(const PanelPart<Bf16, Bf16>&)
{
    assert(multipliesBf16());
}

void addPart(const PanelPart<Bf16, std::int8_t>&)
{
    assert(multipliesBf16());
}

} // namespace logitscope

#endif
