#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <omp.h>

namespace logitscope
{

namespace
{

// Asked before anything runs: libtorch, which counts cores in its own way, tells OpenMP later.
std::atomic<int> threads =
    std::max(1, std::getenv("OMP_NUM_THREADS") ? omp_get_max_threads() : omp_get_num_procs());

} // namespace

int threadCount()
{
    return threads;
}

void setThreadCount(int count)
{
    assert(count >= 1);
    threads = count;
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
    const int ranges = omp_in_parallel() ? 1 : std::min(threadCount(), most);
    if (ranges == 1)
        return part(0, count);

    std::exception_ptr thrown; // an exception must not leave a parallel region
#pragma omp parallel num_threads(ranges)
    {
        // OpenMP may give fewer threads than it was asked for.
        const std::int64_t index = omp_get_thread_num();
        const std::int64_t all = omp_get_num_threads();
        const auto begin = static_cast<int>(index * count / all);
        const auto end = static_cast<int>((index + 1) * count / all);
        try {
            part(begin, end);
        } catch (...) {
#pragma omp critical
            if (!thrown)
                thrown = std::current_exception();
        }
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

} // namespace logitscope
