#include "core/sampling/dice.h"

#include "core/sampling/philox.h"

namespace logitscope
{

namespace
{

constexpr std::uint32_t low(std::uint64_t word)
{
    return static_cast<std::uint32_t>(word);
}

constexpr std::uint32_t high(std::uint64_t word)
{
    return static_cast<std::uint32_t>(word >> 32);
}

} // namespace

double Dice::roll(std::uint64_t step) const
{
    const auto words =
        philox4x32({low(step), high(step), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    const std::uint64_t bits = (std::uint64_t{words[1]} << 32) | words[0];
    // 53 bits are what a double holds exactly, so u < 1 without rounding.
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

} // namespace logitscope
