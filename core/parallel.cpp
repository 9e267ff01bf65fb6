#include "core/parallel.h"

#include "core/thread_pool.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace logitscope
{

namespace
{

// More than memory feeds, and every one has to be woken.
constexpr int mostThreads = 16;

// One pool for all callers: two would have more threads than there are cores.
struct Cores
{
    int count = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, mostThreads);
    std::mutex taken; // by the thread whose work runs
    std::unique_ptr<ThreadPool> pool;
};

Cores& cores()
{
    static Cores all;
    return all;
}

thread_local bool withinPart = false;

} // namespace

int threadCount()
{
    return cores().count;
}

void setThreadCount(int count)
{
    assert(count >= 1);
    const std::lock_guard lock(cores().taken);
    cores().count = count;
    cores().pool.reset();
}

int grainOf(std::size_t workOfOne)
{
    constexpr std::size_t leastWork = 500'000; // some 50 microseconds
    return static_cast<int>(leastWork / std::max<std::size_t>(workOfOne, 1)) + 1;
}

void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part)
{
    if (count <= 0)
        return;
    const int most = (count - 1) / grain + 1;
    if (most == 1 || withinPart)
        return part(0, count);
    const std::unique_lock lock(cores().taken, std::try_to_lock);
    if (!lock || cores().count == 1)
        return part(0, count);
    if (!cores().pool)
        cores().pool = std::make_unique<ThreadPool>(cores().count);

    // Whoever is done takes a range of another's: a thread that the window holds up takes fewer. As
    // many for each thread, or all would wait for the last one.
    constexpr int rangesEach = 8;
    const int each = std::clamp(most / cores().count, 1, rangesEach);
    const int ranges = std::min(most, cores().count * each);
    cores().pool->run(ranges, [&](int range) {
        const auto bound = [&](int index) {
            return static_cast<int>(std::int64_t{index} * count / ranges);
        };
        const bool within = std::exchange(withinPart, true);
        try {
            part(bound(range), bound(range + 1));
        } catch (...) {
            withinPart = within;
            throw;
        }
        withinPart = within;
    });
}

} // namespace logitscope
