#include "core/model/parallel.h"

#include <ATen/Parallel.h>

#include <cstdlib>
#include <thread>

namespace logitscope
{

void useAllCores()
{
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    if (!std::getenv("OMP_NUM_THREADS") && cores > at::get_num_threads())
        at::set_num_threads(cores);
}

void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part)
{
    at::parallel_for(0, count, grain, [&part](std::int64_t begin, std::int64_t end) {
        part(static_cast<int>(begin), static_cast<int>(end));
    });
}

} // namespace logitscope
