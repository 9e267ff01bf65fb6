#include "core/model/parallel.h"

#include <ATen/Parallel.h>

namespace logitscope
{

void parallelFor(int count, int grain, const std::function<void(int begin, int end)>& part)
{
    at::parallel_for(0, count, grain, [&part](std::int64_t begin, std::int64_t end) {
        part(static_cast<int>(begin), static_cast<int>(end));
    });
}

} // namespace logitscope
