#include "core/thread_pool.h"

#include <hwy/cache_control.h>

#include <cassert>
#include <cstdint>
#include <utility>

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace logitscope
{

namespace
{

// Until it is no longer `old`. Some 50 microseconds in a hurry, then asleep.
template <class Number>
void awaitChange(const std::atomic<Number>& value, Number old)
{
    constexpr int looks = 2000;
    for (int i = 0; i < looks; ++i) {
        if (value.load(std::memory_order_acquire) != old)
            return;
        hwy::Pause();
    }
    value.wait(old, std::memory_order_acquire);
}

#ifdef __linux__
// sched_attr of the kernel, whose header doesn't go together with older <sched.h>.
struct SchedulingAttributes
{
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime; // nanoseconds
    std::uint64_t deadline;
    std::uint64_t period;
};
#endif

// On a busy core a thread that wakes waits until the turn of another is over, some milliseconds,
// and all who wait for it wait as long. One that asks for short turns gets them sooner and more
// often, while its share of the core stays the same. Without effect before Linux 6.12.
void askForShortTurns()
{
#ifdef __linux__
    SchedulingAttributes mine = {};
    if (::syscall(SYS_sched_getattr, 0, &mine, sizeof(mine), 0u) != 0 || mine.policy != SCHED_OTHER)
        return;
    mine.runtime = 100'000; // the least there is
    ::syscall(SYS_sched_setattr, 0, &mine, 0u);
#endif
}

} // namespace

ThreadPool::ThreadPool(int threads) : shares_(static_cast<std::size_t>(threads))
{
    assert(threads >= 1);
    for (std::size_t i = 1; i < shares_.size(); ++i)
        others_.emplace_back([this, i] { serve(i); });
}

ThreadPool::~ThreadPool()
{
    ends_ = true;
    ++round_;
    round_.notify_all();
    for (auto& other : others_)
        other.join();
}

void ThreadPool::run(int count, const std::function<void(int item)>& work)
{
    work_ = &work;
    int begin = 0;
    auto remaining = static_cast<int>(shares_.size());
    for (auto& share : shares_) {
        share.end = begin + (count - begin + remaining - 1) / remaining;
        share.next = std::exchange(begin, share.end);
        --remaining;
    }
    isOpen_ = true;
    ++round_;
    round_.notify_all();

    takeItems(0);
    isOpen_ = false;
    for (int left = inside_; left > 0; left = inside_)
        awaitChange(inside_, left);
    if (auto exception = std::exchange(exception_, nullptr))
        std::rethrow_exception(exception);
}

void ThreadPool::serve(std::size_t own)
{
    askForShortTurns();
    for (unsigned round = 0;;) {
        awaitChange(round_, round);
        round = round_;
        if (ends_)
            return;
        ++inside_;
        if (isOpen_)
            takeItems(own);
        if (--inside_ == 0)
            inside_.notify_one();
    }
}

void ThreadPool::takeItems(std::size_t own)
{
    for (std::size_t i = 0; i < shares_.size(); ++i) {
        auto& share = shares_[(own + i) % shares_.size()];
        for (int item = share.next++; item < share.end; item = share.next++)
            take(item);
    }
}

void ThreadPool::take(int item)
{
    try {
        (*work_)(item);
    } catch (...) {
        const std::lock_guard lock(exceptionMutex_);
        if (!exception_)
            exception_ = std::current_exception();
    }
}

} // namespace logitscope
