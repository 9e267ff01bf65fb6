#include "core/sampling/dice.h"

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

double Dice::roll(std::uint64_t step) const
{
    const auto words =
        philox4x32({low(step), high(step), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    const std::uint64_t bits = (std::uint64_t{words[1]} << 32) | words[0];
    // 53 bits are what a double holds exactly, so u < 1 without rounding.
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

} // namespace logitscope
