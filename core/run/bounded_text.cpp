#include "core/run/bounded_text.h"

#include <fmt/format.h>

#include <cmath>

namespace logitscope
{

std::string boundedText(const Bounded& number, const std::function<std::string(double)>& format,
                        BoundedStyle style)
{
    const bool isShort = style == BoundedStyle::Short;
    const auto low = format(number.low);
    if (std::isinf(number.high))
        return number.low > 0.0 ? (isShort ? "≥ " : "at least ") + low : "unknown";
    const auto high = format(number.high);
    if (low == high)
        return low;
    return isShort ? fmt::format("{}–{}", low, high) : fmt::format("between {} and {}", low, high);
}

} // namespace logitscope
