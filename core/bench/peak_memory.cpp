#include "core/bench/peak_memory.h"

#include <sys/resource.h>

namespace logitscope
{

double peakMemory()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    constexpr double unit = 1024.0; // Linux counts in KiB
    return static_cast<double>(usage.ru_maxrss) * unit / 1e6;
}

} // namespace logitscope
