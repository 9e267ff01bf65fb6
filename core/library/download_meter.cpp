#include "core/library/download_meter.h"

namespace logitscope
{

namespace
{

using namespace std::chrono_literals;

constexpr auto meterWindow = 5s;
constexpr auto meterStep = 100ms;
constexpr auto meterLeast = 300ms; // less says too little

} // namespace

void DownloadMeter::add(std::int64_t bytes, Time now)
{
    if (samples_.empty())
        samples_.push_back({now, bytes_});
    bytes_ += bytes;
    if (now - samples_.back().time >= meterStep || samples_.size() == 1)
        samples_.push_back({now, bytes_});
    while (samples_.size() > 2 && now - samples_[1].time >= meterWindow)
        samples_.pop_front();
}

double DownloadMeter::bytesPerSecond() const
{
    if (samples_.empty())
        return 0;
    const auto time = samples_.back().time - samples_.front().time;
    if (time < meterLeast)
        return 0;
    return static_cast<double>(samples_.back().bytes - samples_.front().bytes) /
           std::chrono::duration<double>(time).count();
}

std::optional<double> DownloadMeter::secondsFor(std::int64_t bytes) const
{
    const auto speed = bytesPerSecond();
    return speed > 0 ? std::optional(static_cast<double>(bytes) / speed) : std::nullopt;
}

} // namespace logitscope
