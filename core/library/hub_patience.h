// Waits before a request is made again: as long as the hub asks for, or longer each time.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace logitscope
{

struct RetryTimes
{
    int attempts = 6; // one after another that get no further
    std::chrono::milliseconds firstPause{1'000};
    std::chrono::milliseconds longestPause{30'000};
    std::chrono::seconds longestRetryAfter{900}; // asked for more, it asks again after this
};

class HubPatience
{
public:
    // Called every tenth of a second with what it waits for.
    using Waiting = std::function<void(const std::string& sentence)>;

    HubPatience(const RetryTimes& times, std::stop_token stop, Waiting waiting);

    enum class Next
    {
        Again,
        GiveUp,
        Stopped, // in the middle of waiting
    };

    // `why` is a sentence without its full stop; `retryAfter` is what the hub asked for.
    Next wait(const std::string& why, std::optional<std::chrono::seconds> retryAfter);

    // The download got further: the attempts count from the beginning.
    void reset() { failed_ = 0; }

private:
    RetryTimes times_;
    std::stop_token stop_;
    Waiting waiting_;
    int failed_ = 0;
};

} // namespace logitscope
