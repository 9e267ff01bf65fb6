#include "core/thread_pool.h"

#include <hwy/cache_control.h>

#include <cassert>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int theEnd = -1;

// Until it is no longer `old`. Some 50 microseconds in a hurry, then asleep.
void awaitChange(const std::atomic<int>& value, int old)
{
    constexpr int looks = 2000;
    for (int i = 0; i < looks; ++i) {
        if (value.load(std::memory_order_acquire) != old)
            return;
        hwy::Pause();
    }
    value.wait(old, std::memory_order_acquire);
}

} // namespace

ThreadPool::ThreadPool(int threads)
{
    assert(threads >= 1);
    for (int i = 1; i < threads; ++i)
        others_.emplace_back([this] { serve(); });
}

ThreadPool::~ThreadPool()
{
    round_ = theEnd;
    round_.notify_all();
    for (auto& other : others_)
        other.join();
}

void ThreadPool::run(int count, const std::function<void(int item)>& work)
{
    work_ = &work;
    count_ = count;
    next_ = 0;
    working_ = static_cast<int>(others_.size());
    round_ = 1 - round_;
    round_.notify_all();

    takeItems();
    for (int left = working_; left > 0; left = working_)
        awaitChange(working_, left);
    if (auto exception = std::exchange(exception_, nullptr))
        std::rethrow_exception(exception);
}

void ThreadPool::serve()
{
    for (int round = 0;;) {
        awaitChange(round_, round);
        round = round_;
        if (round == theEnd)
            return;
        takeItems();
        if (--working_ == 0)
            working_.notify_one();
    }
}

void ThreadPool::takeItems()
{
    for (int item = next_++; item < count_; item = next_++) {
        try {
            (*work_)(item);
        } catch (...) {
            const std::lock_guard lock(exceptionMutex_);
            if (!exception_)
                exception_ = std::current_exception();
        }
    }
}

} // namespace logitscope
