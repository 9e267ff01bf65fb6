// Work on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace logitscope
{

// How many threads work: one for each core this process may use, up to 16, or what setThreadCount()
// was last told. Cores that share one of the processor's count each: reading weights is quicker
// with both.
int threadCount();

// At least 1. Not while something runs.
void setThreadCount(int count);

// Calls `part` with ranges that together are [0, count), on several threads at once: at most one
// range for every `grain` begun. Returns when all of it is done. Calls from within a part run on
// its own thread, and calls while another thread has the cores on the caller's. What a part throws
// arrives here; of several the first.
void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part);

// How many items of so many multiply-adds each are worth waking a thread for. A small model's
// products are not: there the waiting takes longer than the work, most of all beside a busy window.
int grainOf(std::size_t workOfOne);

} // namespace logitscope
