// Rows for what is computed number by number.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace logitscope
{

constexpr double roundOff = 0x1p-24; // F32's
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

// 1 to 40, which covers every remainder of every vector's width, and GPT-2's inner width.
inline std::vector<std::size_t> rowLengths()
{
    std::vector<std::size_t> lengths(40);
    for (std::size_t i = 0; i < lengths.size(); ++i)
        lengths[i] = i + 1;
    lengths.push_back(3072);
    return lengths;
}

} // namespace logitscope
