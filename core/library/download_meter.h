// How fast bytes come, and how long the rest takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace logitscope
{

class DownloadMeter
{
public:
    using Time = std::chrono::steady_clock::time_point;

    // Call it now and then, also while nothing comes.
    void add(std::int64_t bytes, Time now);

    // Of the last seconds; 0 while there is too little to tell.
    double bytesPerSecond() const;

    std::optional<double> secondsFor(std::int64_t bytes) const;

private:
    struct Sample
    {
        Time time;
        std::int64_t bytes; // that had come by then
    };

    std::deque<Sample> samples_;
    std::int64_t bytes_ = 0;
};

} // namespace logitscope
