// How many tokens a second came, over the last second.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace logitscope
{

class TokenRate
{
public:
    using Time = std::chrono::steady_clock::time_point;

    // The counter's reading; readings come in order.
    void read(Time when, std::uint64_t tokens);

    double perSecond() const; // 0 before there are two readings

private:
    struct Reading
    {
        Time when;
        std::uint64_t tokens;
    };

    std::deque<Reading> readings_; // the oldest is the last one that is a second old or more
};

} // namespace logitscope
