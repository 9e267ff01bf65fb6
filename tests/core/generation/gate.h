// Holds up another thread until a test lets it go on.
#pragma once

#include <QtGlobal>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace logitscope::fixtures
{

class Gate
{
public:
    // For the other thread: waits to be let through.
    void pass()
    {
        std::unique_lock lock(mutex_);
        ++arrived_;
        changed_.notify_all();
        await(lock, [this] { return open_ || passed_ < allowed_; });
        ++passed_;
    }

    // Until the other thread stands at the gate, for the `count`th time in all.
    void awaitArrival(int count)
    {
        std::unique_lock lock(mutex_);
        await(lock, [&] { return arrived_ >= count; });
    }

    // Lets it through that often.
    void letThrough(int count)
    {
        const std::lock_guard lock(mutex_);
        allowed_ += count;
        changed_.notify_all();
    }

    // From now on always.
    void open()
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    template <class Condition>
    void await(std::unique_lock<std::mutex>& lock, const Condition& condition)
    {
        if (!changed_.wait_for(lock, std::chrono::minutes(4), condition))
            qFatal("nobody comes, or lets through");
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int arrived_ = 0;
    int allowed_ = 0;
    int passed_ = 0;
    bool open_ = false;
};

} // namespace logitscope::fixtures
