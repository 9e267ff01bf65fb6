// Numbers to calculate with, the same on every machine, and their bits to compare.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace logitscope
{

// Uniform in ± spread, never 0.
inline std::vector<float> randomFloats(std::size_t count, std::mt19937& random, float spread = 1.0f)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(spread * (static_cast<float>(random() >> 9) * 0x1p-22f - 1.0f + 0x1p-23f));
    return values;
}

// Equal to the last bit: 0 is not -0, NaN is NaN.
inline bool sameBits(std::span<const float> a, std::span<const float> b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i]))
            return false;
    }
    return true;
}

} // namespace logitscope
