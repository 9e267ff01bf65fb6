// The formats that weights have in a checkpoint and in memory, converted many at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logitscope
{

using Bf16 = std::uint16_t; // the upper half of an F32's bits

inline float f32FromBf16(Bf16 value)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

// values = the first values.size() numbers at `bytes`, little-endian, aligned to nothing. Exact.
void readF32(const std::byte* bytes, std::span<float> values);
void readF16(const std::byte* bytes, std::span<float> values);
void readBf16(const std::byte* bytes, std::span<float> values);

// The same, rounded to nearest, ties to even; beyond F32's largest it is infinity.
void readF64(const std::byte* bytes, std::span<float> values);

// Rounds to nearest, ties to even. NaN stays NaN.
void roundToBf16(std::span<const float> values, Bf16* rounded);

// quantised[i] = round(values[i] * factors[i % factors.size()]), which is to lie in [-127, 127];
// where a factor is 0, 0 whatever the value.
void quantise(std::span<const float> values, std::span<const float> factors,
              std::int8_t* quantised);

} // namespace logitscope
