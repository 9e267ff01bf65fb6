// Panel matrices of numbers that a test has in memory.
#pragma once

#include "core/model/panel_matrix.h"

#include <algorithm>
#include <vector>

namespace logitscope
{

inline PanelMatrix::ReadFloats readFrom(const std::vector<float>& values)
{
    return [&values](std::size_t first, std::span<float> part) {
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), part.size(), part.begin());
    };
}

inline PanelMatrix panelsFromInOut(const std::vector<float>& values, int in, int out,
                                   Precision precision = Precision::F32)
{
    WeightMemory memory;
    return PanelMatrix::fromInOut(memory, precision, in, out, readFrom(values));
}

inline PanelMatrix panelsFromOutIn(const std::vector<float>& values, int in, int out,
                                   Precision precision = Precision::F32)
{
    WeightMemory memory;
    return PanelMatrix::fromOutIn(memory, precision, in, out, readFrom(values));
}

} // namespace logitscope
