#include "core/run/bounded_text.h"

#include <fmt/format.h>

#include <cmath>

namespace logitscope
{

std::string boundedText(const Bounded& number, const std::function<std::string(double)>& format)
{
    const auto low = format(number.low);
    if (std::isinf(number.high))
        return number.low > 0.0 ? fmt::format("at least {}", low) : "unknown";
    const auto high = format(number.high);
    return low == high ? low : fmt::format("between {} and {}", low, high);
}

} // namespace logitscope
