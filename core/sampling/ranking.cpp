#include "core/sampling/ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int digitBits = 11; // three digits cover 32 bits; a table of 2048 counts stays in L1
constexpr int digits = 3;
constexpr std::uint32_t buckets = 1u << digitBits;

struct Entry
{
    std::uint32_t key;
    TokenId token;
};

// A key that grows as the logit falls. As unsigned integers the bit patterns of the positive floats
// are in order and those of the negative ones in reverse; adding 0 turns -0 into +0.
std::uint32_t descendingKey(float logit)
{
    const auto bits = std::bit_cast<std::uint32_t>(logit + 0.0f);
    const bool negative = (bits >> 31) != 0;
    return negative ? bits : ~(bits | 0x80000000u);
}

std::uint32_t digit(std::uint32_t key, int index)
{
    return (key >> (index * digitBits)) & (buckets - 1);
}

} // namespace

// Radix sort, least significant digit first. Every pass is stable and the entries start in order of
// their ids, so ties stay in that order.
void rankTokens(std::span<const float> logits, std::span<TokenId> tokens)
{
    assert(logits.size() == tokens.size());
    // Kept from step to step: fresh memory can cost more than the sort (columns.h).
    thread_local std::vector<Entry> from;
    thread_local std::vector<Entry> to;
    from.resize(logits.size());
    to.resize(logits.size());

    std::array<std::array<std::uint32_t, buckets>, digits> places{};
    for (std::size_t i = 0; i < logits.size(); ++i) {
        from[i] = {descendingKey(logits[i]), static_cast<TokenId>(i)};
        for (int pass = 0; pass < digits; ++pass)
            ++places[pass][digit(from[i].key, pass)];
    }

    for (int pass = 0; pass < digits; ++pass) {
        std::uint32_t place = 0;
        for (std::uint32_t& bucket : places[pass])
            place += std::exchange(bucket, place);
        for (const Entry& entry : from)
            to[places[pass][digit(entry.key, pass)]++] = entry;
        std::swap(from, to);
    }

    std::ranges::transform(from, tokens.begin(), &Entry::token);
}

} // namespace logitscope
