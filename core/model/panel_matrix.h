// A weight matrix in the order in which a product reads it: the columns in panels, panel after
// panel, so that memory is read straight on, once, whatever the number of rows.
#pragma once

#include "core/model/precision.h"
#include "core/model/weight_formats.h"
#include "core/model/weight_memory.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

class PanelMatrix
{
public:
    static constexpr int panelWidth = 64; // columns; four vectors of AVX-512

    // Where the weights come from: gives a row-major tensor's values from `first` on. Called from
    // several threads at once, so that a tensor is converted as it is read, never held twice.
    using ReadFloats = std::function<void(std::size_t first, std::span<float> values)>;

    PanelMatrix() = default;

    // From row-major [in, out], as GPT-2's Conv1D has its weights. `precision` is not Auto.
    static PanelMatrix fromInOut(WeightMemory& memory, Precision precision, int in, int out,
                                 const ReadFloats& read);

    // From row-major [out, in], as an embedding that is also the head has them.
    static PanelMatrix fromOutIn(WeightMemory& memory, Precision precision, int in, int out,
                                 const ReadFloats& read);

    int in() const { return in_; }

    int out() const { return out_; }

    int panels() const { return (out_ + panelWidth - 1) / panelWidth; }

    Precision precision() const { return precision_; }

    // As precision() says: float [in, panelWidth]; Bf16 [in / 2, panelWidth, 2], neighbours of the
    // inner dimension beside each other, as products take them; std::int8_t [in, panelWidth]. An
    // odd `in` is rounded up, but in F32. What is beyond in() and out() is 0.
    template <class Weight>
    const Weight* panel(int index) const
    {
        return panelAt<const Weight>(index);
    }

    // INT8: what each column's numbers are to be multiplied with, [panelWidth]. Otherwise empty.
    std::span<const float> scales(int panel) const
    {
        return scales_.empty() ? scales_
                               : std::span(scales_).subspan(
                                     static_cast<std::size_t>(panel) * panelWidth, panelWidth);
    }

    // The weights of one output: row `column` of what fromOutIn() was given.
    void copyColumn(int column, std::span<float> values) const;

    std::size_t bytes() const;

private:
    PanelMatrix(WeightMemory& memory, Precision precision, int in, int out);

    template <class Weight>
    Weight* panelAt(int index) const
    {
        return reinterpret_cast<Weight*>(weights_.get()) +
               static_cast<std::size_t>(index) * panelSize();
    }

    // `block` is a panel in F32, row after row.
    void store(int index, std::span<const float> block);
    void storePairs(int index, std::span<const float> block);
    void storeQuantised(int index, std::span<const float> block);

    // How many rows a panel has: an even number in BF16 and INT8.
    std::size_t panelRows() const
    {
        return static_cast<std::size_t>(precision_ == Precision::F32 ? in_ : in_ + in_ % 2);
    }

    std::size_t panelSize() const { return panelRows() * panelWidth; }

    // Where in a panel the weight of a column and a row of the inner dimension is.
    std::size_t placeOf(std::size_t row, std::size_t column) const
    {
        return precision_ == Precision::BF16 ? (row / 2 * panelWidth + column) * 2 + row % 2
                                             : row * panelWidth + column;
    }

    Precision precision_ = Precision::F32;
    int in_ = 0;
    int out_ = 0;
    std::shared_ptr<std::byte[]> weights_;
    std::vector<float> scales_; // INT8: of every column
};

} // namespace logitscope
