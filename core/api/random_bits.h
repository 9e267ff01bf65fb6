// Numbers that cannot be predicted and do not repeat: seeds that a request leaves open, ids.
#pragma once

#include <cstdint>
#include <random>

namespace logitscope
{

inline std::uint64_t randomBits()
{
    std::random_device random;
    return (std::uint64_t{random()} << 32) | random();
}

} // namespace logitscope
