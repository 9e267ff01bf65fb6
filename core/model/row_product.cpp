#include "core/model/row_product.h"

#include "core/parallel.h"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <vector>

// Compiled once for every instruction set; the best one is picked at run time. Where vectors have
// no fixed size (SVE) the fixed ones of the same processor (NEON) do the work: accumulators are
// arrays of vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/model/row_product.cpp"
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

constexpr int lanes = static_cast<int>(hn::MaxLanes(Tag()));
// As many columns at once as leave registers for six rows of accumulators.
constexpr int vectors = std::min(lanes == 16 ? 4 : 2, PanelMatrix::panelWidth / lanes);
constexpr int mostRows = 6;

// One part of the inner dimension is summed at a time: its weights stay in the nearest cache while
// all rows use them, and shorter sums round less.
constexpr int partLength = 128;

// A vector of weights, widened in registers: what memory has to give is as few bytes as they are
// held in.
HWY_INLINE hn::Vec<Tag> widened(const float* weights)
{
    return hn::Load(Tag(), weights);
}

HWY_INLINE hn::Vec<Tag> widened(const Bf16* weights)
{
    const hn::Rebind<std::uint16_t, Tag> halves;
    const hn::RebindToUnsigned<Tag> words;
    const auto bits = hn::PromoteTo(words, hn::Load(halves, weights));
    return hn::BitCast(Tag(), hn::ShiftLeft<16>(bits));
}

HWY_INLINE hn::Vec<Tag> widened(const std::int8_t* weights)
{
    const hn::Rebind<std::int8_t, Tag> bytes;
    const hn::RebindToSigned<Tag> words;
    return hn::ConvertTo(Tag(), hn::PromoteTo(words, hn::Load(bytes, weights)));
}

template <class Weight>
struct Operands
{
    const float* rows; // the first row's first factor in this part
    std::size_t rowStride;
    const Weight* weights; // [length, panelWidth], from the first column on
    int length;
    const float* scales; // INT8: of every column
    const float* start;  // of every column, added to what the part sums up to; null: `out` itself
    float* out;
    std::size_t outStride;
};

template <int Rows, class Weight>
HWY_INLINE void addPart(const Operands<Weight>& the)
{
    const Tag tag;
    hn::Vec<Tag> sums[Rows][vectors];
    for (auto& row : sums)
        for (auto& sum : row)
            sum = hn::Zero(tag);

    constexpr int ahead = 4096 / sizeof(Weight);
    constexpr int cacheLine = 64 / sizeof(Weight);
    const Weight* weights = the.weights;
    for (int k = 0; k < the.length; ++k, weights += PanelMatrix::panelWidth) {
        for (int i = 0; i < vectors * lanes; i += cacheLine)
            hwy::Prefetch(weights + ahead + i);
        hn::Vec<Tag> weight[vectors];
        for (int v = 0; v < vectors; ++v)
            weight[v] = widened(weights + v * lanes);
        for (int row = 0; row < Rows; ++row) {
            const auto factor = hn::Set(tag, the.rows[row * the.rowStride + k]);
            for (int v = 0; v < vectors; ++v)
                sums[row][v] = hn::MulAdd(factor, weight[v], sums[row][v]);
        }
    }

    for (int row = 0; row < Rows; ++row) {
        float* out = the.out + row * the.outStride;
        const float* start = the.start ? the.start : out;
        for (int v = 0; v < vectors; ++v) {
            const auto before = hn::LoadU(tag, start + v * lanes);
            if constexpr (std::is_same_v<Weight, std::int8_t>) {
                const auto scale = hn::LoadU(tag, the.scales + v * lanes);
                hn::StoreU(hn::MulAdd(sums[row][v], scale, before), tag, out + v * lanes);
            } else {
                hn::StoreU(hn::Add(before, sums[row][v]), tag, out + v * lanes);
            }
        }
    }
}

template <class Weight>
void addPartOf(int rows, const Operands<Weight>& the)
{
    switch (rows) {
    case 1:
        return addPart<1>(the);
    case 2:
        return addPart<2>(the);
    case 3:
        return addPart<3>(the);
    case 4:
        return addPart<4>(the);
    case 5:
        return addPart<5>(the);
    default:
        return addPart<6>(the);
    }
}

// `start` is [panelWidth], `block` the results, [rows, panelWidth].
template <class Weight>
void multiplyPanelOf(const PanelMatrix& matrix, int index, std::span<const float> rows,
                     const float* start, float* block)
{
    constexpr int width = PanelMatrix::panelWidth;
    const auto in = static_cast<std::size_t>(matrix.in());
    const auto rowCount = static_cast<int>(rows.size() / in);
    const Weight* panel = matrix.panel<Weight>(index);
    const auto scales = matrix.scales(index);
    for (int from = 0; from < matrix.in(); from += partLength) {
        for (int row = 0; row < rowCount; row += mostRows) {
            for (int column = 0; column < width; column += vectors * lanes) {
                addPartOf<Weight>(
                    std::min(mostRows, rowCount - row),
                    {.rows = &rows[static_cast<std::size_t>(row) * in + from],
                     .rowStride = in,
                     .weights = panel + static_cast<std::size_t>(from) * width + column,
                     .length = std::min(partLength, matrix.in() - from),
                     .scales = scales.empty() ? nullptr : &scales[column],
                     .start = from == 0 ? start + column : nullptr,
                     .out = block + static_cast<std::size_t>(row) * width + column,
                     .outStride = width});
            }
        }
    }
}

void multiplyPanel(const PanelMatrix& matrix, int index, std::span<const float> rows,
                   const float* start, float* block)
{
    switch (matrix.precision()) {
    case Precision::INT8:
        return multiplyPanelOf<std::int8_t>(matrix, index, rows, start, block);
    case Precision::BF16:
        return multiplyPanelOf<Bf16>(matrix, index, rows, start, block);
    default:
        return multiplyPanelOf<float>(matrix, index, rows, start, block);
    }
}

} // namespace logitscope::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace logitscope
{

HWY_EXPORT(multiplyPanel);

void multiplyRows(std::span<const float> rows, const PanelMatrix& matrix,
                  std::span<const float> bias, std::span<float> out)
{
    const auto columns = static_cast<std::size_t>(matrix.out());
    std::vector<std::span<float>> each;
    for (std::size_t from = 0; from < out.size(); from += columns)
        each.push_back(out.subspan(from, columns));
    multiplyRows(rows, matrix, bias, each);
}

void multiplyRows(std::span<const float> rows, const PanelMatrix& matrix,
                  std::span<const float> bias, std::span<const std::span<float>> out)
{
    constexpr auto width = static_cast<std::size_t>(PanelMatrix::panelWidth);
    const auto in = static_cast<std::size_t>(matrix.in());
    const auto columns = static_cast<std::size_t>(matrix.out());
    assert(rows.size() == out.size() * in);
    assert(std::ranges::all_of(out, [&](auto row) { return row.size() == columns; }));
    assert(bias.empty() || bias.size() == columns);

    parallelFor(matrix.panels(), grainOf(out.size() * in * width), [&](int begin, int end) {
        std::vector<float> block(out.size() * width);
        std::vector<float> start(width);
        for (int panel = begin; panel < end; ++panel) {
            const auto column = static_cast<std::size_t>(panel) * width;
            const auto used = std::min(width, columns - column);
            if (!bias.empty())
                std::copy_n(&bias[column], used, start.begin());
            HWY_DYNAMIC_DISPATCH(multiplyPanel)(matrix, panel, rows, start.data(), block.data());
            for (std::size_t row = 0; row < out.size(); ++row)
                std::copy_n(&block[row * width], used, &out[row][column]);
        }
    });
}

} // namespace logitscope

#endif // HWY_ONCE
