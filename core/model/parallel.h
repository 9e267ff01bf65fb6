// Work on all cores, with libtorch's own threads.
#pragma once

#include <functional>

namespace logitscope
{

// Calls `part` with ranges that together are [0, count), on several threads at once: at most one
// range for every `grain` begun. Returns when all of it is done. Calls from within a part run on
// its own thread.
void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part);

} // namespace logitscope
