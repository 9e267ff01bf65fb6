#include "core/model/row_product.h"

#include "core/model/row_product_part.h"
#include "core/parallel.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <vector>

namespace logitscope
{

namespace
{

constexpr auto width = static_cast<std::size_t>(PanelMatrix::panelWidth);

// [count, length], row after row.
template <class Factor>
struct Factors
{
    std::span<const Factor> values;
    std::size_t length;

    std::size_t count() const { return values.size() / length; }
};

// The rows as BF16, `stride` apart, with 0 between.
std::unique_ptr<Bf16[]> rounded(std::span<const float> rows, std::size_t length, std::size_t stride)
{
    constexpr std::size_t workOfNumber = 16; // multiply-adds
    const auto count = rows.size() / length;
    auto result = std::make_unique_for_overwrite<Bf16[]>(count * stride);
    parallelFor(static_cast<int>(count), grainOf(workOfNumber * length), [&](int begin, int end) {
        for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end);
             ++row) {
            roundToBf16(rows.subspan(row * length, length), &result[row * stride]);
            std::fill(&result[row * stride + length], &result[row * stride + stride], Bf16{0});
        }
    });
    return result;
}

// `start` is [panelWidth], `block` the results, [rows, panelWidth].
template <class Factor, class Weight>
void multiplyPanel(const PanelMatrix& matrix, int index, const Factors<Factor>& rows,
                   const float* start, float* block)
{
    constexpr int most = mostPartRows<Factor, Weight>;
    constexpr int step = partStep<Weight>;
    const auto count = static_cast<int>(rows.count());
    const auto scales = matrix.scales(index);
    for (int from = 0; from < matrix.in(); from += partLength) {
        const int length = std::min(partLength, matrix.in() - from);
        for (int row = 0; row < count; row += most) {
            addPart(PanelPart<Factor, Weight>{
                .rowCount = std::min(most, count - row),
                .rows = &rows.values[static_cast<std::size_t>(row) * rows.length + from],
                .rowStride = rows.length,
                .weights = matrix.panel<Weight>(index) + static_cast<std::size_t>(from) * width,
                .length = (length + step - 1) / step * step,
                .scales = scales.data(),
                .start = from == 0 ? start : nullptr,
                .out = block + static_cast<std::size_t>(row) * width,
                .group = row / most,
                .groups = (count + most - 1) / most});
        }
    }
}

template <class Factor, class Weight>
void multiply(const Factors<Factor>& rows, const PanelMatrix& matrix, std::span<const float> bias,
              std::span<const std::span<float>> out)
{
    const auto columns = static_cast<std::size_t>(matrix.out());
    const auto work = rows.values.size() * width;
    parallelFor(matrix.panels(), grainOf(work), [&](int begin, int end) {
        const auto block = std::make_unique_for_overwrite<float[]>(out.size() * width);
        std::vector<float> start(width);
        for (int panel = begin; panel < end; ++panel) {
            const auto column = static_cast<std::size_t>(panel) * width;
            const auto used = std::min(width, columns - column);
            if (!bias.empty())
                std::copy_n(&bias[column], used, start.begin());
            multiplyPanel<Factor, Weight>(matrix, panel, rows, start.data(), block.get());
            for (std::size_t row = 0; row < out.size(); ++row)
                std::copy_n(&block[row * width], used, &out[row][column]);
        }
    });
}

template <class Weight>
void multiplyRounded(std::span<const float> rows, const PanelMatrix& matrix,
                     std::span<const float> bias, std::span<const std::span<float>> out)
{
    const auto length = static_cast<std::size_t>(matrix.in());
    const auto stride = length + length % 2; // whole pairs
    const auto numbers = rounded(rows, length, stride);
    const std::span<const Bf16> factors(numbers.get(), rows.size() / length * stride);
    if (multipliesBf16())
        return multiply<Bf16, Weight>({factors, stride}, matrix, bias, out);
    std::vector<float> wide(factors.size());
    readBf16(std::as_bytes(factors).data(), wide);
    multiply<float, Weight>({wide, stride}, matrix, bias, out);
}

} // namespace

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
    const auto in = static_cast<std::size_t>(matrix.in());
    [[maybe_unused]] const auto columns = static_cast<std::size_t>(matrix.out());
    assert(rows.size() == out.size() * in);
    assert(std::ranges::all_of(out, [&](auto row) { return row.size() == columns; }));
    assert(bias.empty() || bias.size() == columns);

    switch (matrix.precision()) {
    case Precision::INT8:
        return multiplyRounded<std::int8_t>(rows, matrix, bias, out);
    case Precision::BF16:
        return multiplyRounded<Bf16>(rows, matrix, bias, out);
    default:
        return multiply<float, float>({rows, in}, matrix, bias, out);
    }
}

} // namespace logitscope
