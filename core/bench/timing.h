// What many measurements of the same thing say together.
#pragma once

#include <vector>

namespace logitscope
{

// The value that a part `share` of them does not exceed, in [0, 1]: the smallest such of the values
// (nearest rank). 0.5 is the median. At least one value.
double percentile(std::vector<double> values, double share);

} // namespace logitscope
