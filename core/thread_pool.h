// Threads that wait for work in a hurry: between two products of a step pass a few microseconds.
// They look out for the next one as long as that is likely to come, then sleep. OpenMP's, which
// libtorch has, look out for milliseconds: on a core that someone else needs, a busy window or
// another program, all wait for each other then.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace logitscope
{

class ThreadPool
{
public:
    // The thread that calls run() is one of them. At least 1.
    explicit ThreadPool(int threads);
    ~ThreadPool();

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Calls `work` with every number in [0, count) and returns when all are done. Each thread takes
    // one number after the other of a part of its own, then of what others have left. The first
    // exception is thrown here. From one thread at a time.
    void run(int count, const std::function<void(int item)>& work);

private:
    struct alignas(64) Share // a cache line
    {
        std::atomic<int> next = 0;
        int end = 0;
    };

    void serve(std::size_t own);
    void takeItems(std::size_t own);
    void take(int item);

    std::vector<std::thread> others_;

    // Of the present run; written while nobody else is inside.
    const std::function<void(int item)>* work_ = nullptr;
    std::vector<Share> shares_; // of each thread
    std::mutex exceptionMutex_;
    std::exception_ptr exception_;

    // Rounds of work so far. Not 0 and 1 by turns: who misses two must see that there are others.
    std::atomic<unsigned> round_ = 0;
    std::atomic<bool> ends_ = false;
    // Who is late for a round finds it closed: on a core that someone else needs a thread may wake
    // only when the work is done.
    std::atomic<bool> isOpen_ = false;
    std::atomic<int> inside_ = 0; // of the others, how many take items, or look whether they may
};

} // namespace logitscope
