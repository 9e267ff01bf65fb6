// What Generate asks for.
#pragma once

#include <cstdint>
#include <string>

namespace logitscope
{

struct RunRequest
{
    std::string prompt; // UTF-8
    std::uint64_t seed = 1;
    int tokens = 0;           // at most; fewer when the text ends or the context is full
    std::uint64_t stream = 0; // of the seed's random numbers

    // Whether it asks for the same text, if not for as much of it.
    bool isSameText(const RunRequest& other) const
    {
        return prompt == other.prompt && seed == other.seed && stream == other.stream;
    }
};

} // namespace logitscope
