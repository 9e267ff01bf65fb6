#include "core/bench/timing.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope
{

double percentile(std::vector<double> values, double share)
{
    assert(!values.empty() && share >= 0.0 && share <= 1.0);
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto index = static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, values.begin() + index);
    return values[static_cast<std::size_t>(index)];
}

} // namespace logitscope
