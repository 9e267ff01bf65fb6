// The random numbers u: one in [0, 1) for every step, the same on every machine. They have no
// state, so a step can be replayed alone and rows of a batch can't disturb each other.
#pragma once

#include "core/token_id.h"

#include <array>
#include <cstdint>

namespace logitscope
{

// Philox4x32-10: a block cipher in spirit, in which every counter has its own 128 random bits, so
// that nothing has to be stepped through to reach them. Source: Salmon, Moraes, Dror and Shaw,
// "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

class Dice
{
public:
    explicit Dice(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

    // u = f(seed, stream, step), uniform in [0, 1), a multiple of 2^-53. Philox with the seed as
    // key and (step, stream) as counter; of its 128 bits these are the first half.
    double roll(std::uint64_t step) const;

    // XTC's number of the step, which has nothing to do with u: from the other half.
    double chance(std::uint64_t step) const;

    // The number of one token at the step, for a Gumbel-max pick: uniform in (0, 1), an odd
    // multiple of 2^-54. From another counter: steps are fewer than 2^32, and the token stands
    // where their upper half would.
    double ofToken(std::uint64_t step, TokenId token) const;

    std::uint64_t seed() const { return seed_; }

    std::uint64_t stream() const { return stream_; }

    friend bool operator==(const Dice&, const Dice&) = default;

private:
    std::array<std::uint32_t, 4> bits(std::uint32_t low, std::uint32_t high) const;

    std::uint64_t seed_;
    std::uint64_t stream_;
};

} // namespace logitscope
