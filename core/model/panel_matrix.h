// A weight matrix in the order in which a product reads it: the columns in panels, panel after
// panel, so that memory is read straight on, once, whatever the number of rows.
#pragma once

#include <hwy/aligned_allocator.h>

#include <cstddef>
#include <span>

namespace logitscope
{

class PanelMatrix
{
public:
    static constexpr int panelWidth = 64; // columns; four vectors of AVX-512

    PanelMatrix() = default;

    // From row-major [in, out], as GPT-2's Conv1D has its weights.
    static PanelMatrix fromInOut(std::span<const float> values, int in, int out);

    // From row-major [out, in], as an embedding that is also the head has them.
    static PanelMatrix fromOutIn(std::span<const float> values, int in, int out);

    int in() const { return in_; }

    int out() const { return out_; }

    int panels() const { return (out_ + panelWidth - 1) / panelWidth; }

    // [in, panelWidth]; columns from out() on are 0.
    const float* panel(int index) const
    {
        return values_.get() + static_cast<std::size_t>(index) * panelSize();
    }

    // The weights of one output: row `column` of what fromOutIn() was given.
    void copyColumn(int column, std::span<float> values) const;

private:
    PanelMatrix(int in, int out);

    std::size_t panelSize() const { return static_cast<std::size_t>(in_) * panelWidth; }

    int in_ = 0;
    int out_ = 0;
    hwy::AlignedFreeUniquePtr<float[]> values_;
};

} // namespace logitscope
