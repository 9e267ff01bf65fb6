// Numbers that nobody can foretell or will see twice: seeds that a request leaves open, ids.
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
