// The die: a number in [0, 1) for every step, the same on every machine. It has no state, so a step
// can be replayed alone and rows of a batch can't disturb each other.
#pragma once

#include <cstdint>

namespace logitscope
{

class Dice
{
public:
    explicit Dice(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

    // u = f(seed, stream, step), uniform in [0, 1), a multiple of 2^-53. Philox4x32-10 with the
    // seed as key and (step, stream) as counter (Salmon et al. 2011, "Parallel Random Numbers: As
    // Easy as 1, 2, 3").
    double roll(std::uint64_t step) const;

private:
    std::uint64_t seed_;
    std::uint64_t stream_;
};

} // namespace logitscope
