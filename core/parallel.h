// Work on all cores, on OpenMP's threads, which are libtorch's as well: the two don't compete.
#pragma once

#include <cstddef>
#include <functional>

namespace logitscope
{

// How many threads work: one for each core this process may use, OMP_NUM_THREADS where it is set,
// or what setThreadCount() was last told. At least 1. Cores that share one of the processor's count
// each: reading weights is quicker with both.
int threadCount();
void setThreadCount(int count);

// Calls `part` with ranges that together are [0, count), on several threads at once: at most one
// range for every `grain` begun. Returns when all of it is done. Calls from within a part run on
// its own thread. What a part throws arrives here; of several the first.
void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part);

// How many items of so many multiply-adds each are worth waking a thread for. A small model's
// products are not: there the waiting takes longer than the work, most of all beside a busy window.
int grainOf(std::size_t workOfOne);

} // namespace logitscope
