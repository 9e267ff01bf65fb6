#include "core/model/panel_matrix.h"

#include "core/model/parallel.h"

#include <algorithm>
#include <cassert>
#include <new>

namespace logitscope
{

PanelMatrix::PanelMatrix(int in, int out) : in_(in), out_(out)
{
    values_ = hwy::AllocateAligned<float>(static_cast<std::size_t>(panels()) * panelSize());
    if (!values_)
        throw std::bad_alloc();
}

PanelMatrix PanelMatrix::fromInOut(std::span<const float> values, int in, int out)
{
    assert(values.size() == static_cast<std::size_t>(in) * static_cast<std::size_t>(out));
    PanelMatrix matrix(in, out);
    parallelFor(matrix.panels(), 1, [&](int begin, int end) {
        for (int index = begin; index < end; ++index) {
            const int column = index * panelWidth;
            const int width = std::min(panelWidth, out - column);
            float* to = matrix.values_.get() + static_cast<std::size_t>(index) * matrix.panelSize();
            for (int row = 0; row < in; ++row, to += panelWidth) {
                const float* from = &values[static_cast<std::size_t>(row) * out + column];
                std::fill(std::copy(from, from + width, to), to + panelWidth, 0.0f);
            }
        }
    });
    return matrix;
}

PanelMatrix PanelMatrix::fromOutIn(std::span<const float> values, int in, int out)
{
    assert(values.size() == static_cast<std::size_t>(in) * static_cast<std::size_t>(out));
    PanelMatrix matrix(in, out);
    parallelFor(matrix.panels(), 1, [&](int begin, int end) {
        for (int index = begin; index < end; ++index) {
            float* to = matrix.values_.get() + static_cast<std::size_t>(index) * matrix.panelSize();
            for (int row = 0; row < in; ++row, to += panelWidth) {
                for (int i = 0; i < panelWidth; ++i) {
                    const int column = index * panelWidth + i;
                    to[i] =
                        column < out ? values[static_cast<std::size_t>(column) * in + row] : 0.0f;
                }
            }
        }
    });
    return matrix;
}

void PanelMatrix::copyColumn(int column, std::span<float> values) const
{
    assert(column >= 0 && column < out_ && values.size() == static_cast<std::size_t>(in_));
    const float* from = panel(column / panelWidth) + column % panelWidth;
    for (float& value : values) {
        value = *from;
        from += panelWidth;
    }
}

} // namespace logitscope
