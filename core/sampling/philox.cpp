#include "core/sampling/philox.h"

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

constexpr std::uint32_t high(std::uint64_t product)
{
    return static_cast<std::uint32_t>(product >> 32);
}

constexpr std::uint32_t low(std::uint64_t product)
{
    return static_cast<std::uint32_t>(product);
}

} // namespace

std::array<std::uint32_t, 4> philox4x32(PhiloxCounter counter, PhiloxKey key)
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

} // namespace logitscope
