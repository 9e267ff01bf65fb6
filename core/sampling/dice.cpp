#include "core/sampling/dice.h"

#include <cassert>

namespace logitscope
{

namespace
{

// The multipliers and the key's increments (the golden ratio and sqrt(3) - 1, times 2^32) are the
// paper's; other values are other random functions.
constexpr std::uint64_t multiplier0 = 0xD2511F53;
constexpr std::uint64_t multiplier1 = 0xCD9E8D57;
constexpr std::uint32_t increment0 = 0x9E3779B9;
constexpr std::uint32_t increment1 = 0xBB67AE85;
constexpr int rounds = 10;

constexpr std::uint32_t low(std::uint64_t word)
{
    return static_cast<std::uint32_t>(word);
}

constexpr std::uint32_t high(std::uint64_t word)
{
    return static_cast<std::uint32_t>(word >> 32);
}

// 53 bits are what a double holds exactly, so u < 1 without rounding.
double unit(std::uint32_t lowBits, std::uint32_t highBits)
{
    const std::uint64_t bits = (std::uint64_t{highBits} << 32) | lowBits;
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

} // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t product0 = multiplier0 * counter[0];
        const std::uint64_t product1 = multiplier1 * counter[2];
        counter = {high(product1) ^ counter[1] ^ key[0], low(product1),
                   high(product0) ^ counter[3] ^ key[1], low(product0)};
        key = {key[0] + increment0, key[1] + increment1};
    }
    return counter;
}

std::array<std::uint32_t, 4> Dice::bits(std::uint32_t lowStep, std::uint32_t highStep) const
{
    return philox4x32({lowStep, highStep, low(stream_), high(stream_)}, {low(seed_), high(seed_)});
}

double Dice::roll(std::uint64_t step) const
{
    const auto words = bits(low(step), high(step));
    return unit(words[0], words[1]);
}

double Dice::chance(std::uint64_t step) const
{
    const auto words = bits(low(step), high(step));
    return unit(words[2], words[3]);
}

double Dice::ofToken(std::uint64_t step, TokenId token) const
{
    assert(high(step) == 0);
    const auto words = bits(low(step), static_cast<std::uint32_t>(token) + 1);
    return unit(words[0], words[1]) + 0x1p-54;
}

} // namespace logitscope
