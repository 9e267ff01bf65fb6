#include "core/model/panel_matrix.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

std::size_t weightSize(Precision precision)
{
    assert(precision != Precision::Auto);
    switch (precision) {
    case Precision::INT8:
        return sizeof(std::int8_t);
    case Precision::BF16:
        return sizeof(Bf16);
    default:
        return sizeof(float);
    }
}

} // namespace

PanelMatrix::PanelMatrix(WeightMemory& memory, Precision precision, int in, int out)
    : precision_(precision)
    , in_(in)
    , out_(out)
{
    const auto weights = static_cast<std::size_t>(panels()) * panelSize();
    weights_ = memory.take(weights * weightSize(precision));
    if (precision == Precision::INT8)
        scales_.resize(static_cast<std::size_t>(panels()) * panelWidth);
}

PanelMatrix PanelMatrix::fromInOut(WeightMemory& memory, Precision precision, int in, int out,
                                   const ReadFloats& read)
{
    PanelMatrix matrix(memory, precision, in, out);
    parallelFor(matrix.panels(), 1, [&](int begin, int end) {
        std::vector<float> block(matrix.panelSize()); // beyond `out` it stays 0
        for (int index = begin; index < end; ++index) {
            const int column = index * panelWidth;
            const int width = std::min(panelWidth, out - column);
            if (width < panelWidth)
                std::ranges::fill(block, 0.0f);
            for (int row = 0; row < in; ++row)
                read(static_cast<std::size_t>(row) * out + column,
                     std::span(block).subspan(static_cast<std::size_t>(row) * panelWidth, width));
            matrix.store(index, block);
        }
    });
    return matrix;
}

PanelMatrix PanelMatrix::fromOutIn(WeightMemory& memory, Precision precision, int in, int out,
                                   const ReadFloats& read)
{
    PanelMatrix matrix(memory, precision, in, out);
    parallelFor(matrix.panels(), 1, [&](int begin, int end) {
        std::vector<float> columns(static_cast<std::size_t>(in) * panelWidth); // [panelWidth, in]
        std::vector<float> block(matrix.panelSize());
        for (int index = begin; index < end; ++index) {
            const int column = index * panelWidth;
            const auto used = static_cast<std::size_t>(std::min(panelWidth, out - column)) * in;
            std::fill(columns.begin() + static_cast<std::ptrdiff_t>(used), columns.end(), 0.0f);
            read(static_cast<std::size_t>(column) * in, std::span(columns).first(used));
            for (int row = 0; row < in; ++row) {
                for (int i = 0; i < panelWidth; ++i)
                    block[static_cast<std::size_t>(row) * panelWidth + i] =
                        columns[static_cast<std::size_t>(i) * in + row];
            }
            matrix.store(index, block);
        }
    });
    return matrix;
}

void PanelMatrix::store(int index, std::span<const float> block)
{
    switch (precision_) {
    case Precision::INT8:
        return storeQuantised(index, block);
    case Precision::BF16:
        return storePairs(index, block);
    default:
        std::ranges::copy(block, panelAt<float>(index));
    }
}

void PanelMatrix::storePairs(int index, std::span<const float> block)
{
    constexpr std::size_t width = panelWidth;
    std::array<Bf16, 2 * width> rounded; // two rows
    Bf16* pair = panelAt<Bf16>(index);
    for (; !block.empty(); block = block.subspan(2 * width)) {
        roundToBf16(block.first(2 * width), rounded.data());
        for (std::size_t i = 0; i < width; ++i, pair += 2) {
            pair[0] = rounded[i];
            pair[1] = rounded[width + i];
        }
    }
}

void PanelMatrix::storeQuantised(int index, std::span<const float> block)
{
    constexpr float most = 127.0f;
    std::array<float, panelWidth> largest = {};
    std::array<float, panelWidth> broken = {}; // NaN where any number is not finite, else 0
    for (std::size_t row = 0; row < block.size(); row += panelWidth) {
        for (std::size_t i = 0; i < panelWidth; ++i) {
            largest[i] = std::max(largest[i], std::fabs(block[row + i]));
            broken[i] += block[row + i] * 0.0f;
        }
    }
    std::array<float, panelWidth> factors = {};
    for (std::size_t i = 0; i < panelWidth; ++i) {
        const float factor = most / largest[i];
        if (broken[i] == 0.0f && std::isfinite(factor)) // not of zeros, or of next to nothing
            factors[i] = factor;
        scales_[static_cast<std::size_t>(index) * panelWidth + i] =
            factors[i] == 0.0f ? broken[i] : largest[i] / most;
    }
    quantise(block, factors, panelAt<std::int8_t>(index));
}

void PanelMatrix::copyColumn(int column, std::span<float> values) const
{
    assert(column >= 0 && column < out_ && values.size() == static_cast<std::size_t>(in_));
    const int index = column / panelWidth;
    const auto from = static_cast<std::size_t>(column % panelWidth);
    for (std::size_t row = 0; row < values.size(); ++row) {
        const auto at = placeOf(row, from);
        switch (precision_) {
        case Precision::INT8:
            values[row] = scales(index)[from] * static_cast<float>(panel<std::int8_t>(index)[at]);
            break;
        case Precision::BF16:
            values[row] = f32FromBf16(panel<Bf16>(index)[at]);
            break;
        default:
            values[row] = panel<float>(index)[at];
        }
    }
}

std::size_t PanelMatrix::bytes() const
{
    return static_cast<std::size_t>(panels()) * panelSize() * weightSize(precision_) +
           scales_.size() * sizeof(float);
}

} // namespace logitscope
