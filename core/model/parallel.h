// Work on all cores, with libtorch's own threads.
#pragma once

#include <functional>

namespace logitscope
{

// From here on as many threads as the machine has cores: libtorch counts those that share one of
// the processor's cores as one, and reading weights is quicker with both. OMP_NUM_THREADS, where it
// is set, has the last word.
void useAllCores();

// Calls `part` with ranges that together are [0, count), on several threads at once: at most one
// range for every `grain` begun. Returns when all of it is done. Calls from within a part run on
// its own thread.
void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part);

} // namespace logitscope
