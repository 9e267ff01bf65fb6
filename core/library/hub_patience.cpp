#include "core/library/hub_patience.h"

#include "core/pause.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace logitscope
{

HubPatience::HubPatience(const RetryTimes& times, std::stop_token stop, Waiting waiting)
    : times_(times)
    , stop_(std::move(stop))
    , waiting_(std::move(waiting))
{
}

HubPatience::Next HubPatience::wait(const std::string& why,
                                    std::optional<std::chrono::seconds> retryAfter)
{
    using namespace std::chrono;
    if (++failed_ >= times_.attempts)
        return Next::GiveUp;
    auto pause =
        std::min(times_.firstPause * (1 << std::min(failed_ - 1, 16)), times_.longestPause);
    if (retryAfter)
        pause = std::min(*retryAfter, times_.longestRetryAfter);

    const auto end = steady_clock::now() + pause;
    for (auto left = pause; left > 0ms; left = ceil<milliseconds>(end - steady_clock::now())) {
        if (waiting_)
            waiting_(fmt::format("{}; again in {} s", why, ceil<seconds>(left).count()));
        if (!pauseFor(std::min<milliseconds>(left, 100ms), stop_))
            return Next::Stopped;
    }
    return stop_.stop_requested() ? Next::Stopped : Next::Again;
}

} // namespace logitscope
