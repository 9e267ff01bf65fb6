#include "core/run/bounded_text.h"

#include "core/sampling/percent.h"

#include <fmt/format.h>

namespace logitscope
{

namespace
{

constexpr const char* unknown = "unknown";

} // namespace

std::string boundedText(const Bounded& number, const std::function<std::string(double)>& format,
                        BoundedStyle style, const Bounded& possible)
{
    const bool isShort = style == BoundedStyle::Short;
    const bool hasLow = number.low > possible.low;
    const bool hasHigh = number.high < possible.high;
    if (number.exact())
        return format(number.low);
    if (!hasHigh)
        return hasLow ? (isShort ? "≥ " : "at least ") + format(number.low) : unknown;
    const auto low = format(number.low);
    const auto high = format(number.high);
    if (low == high)
        return low;
    if (!hasLow)
        return (isShort ? "≤ " : "at most ") + high;
    return isShort ? fmt::format("{}–{}", low, high) : fmt::format("between {} and {}", low, high);
}

std::string probabilityText(const Bounded& probability, BoundedStyle style)
{
    return boundedText(probability, formatPercent, style, {0.0, 1.0});
}

bool saysNumber(std::string_view text)
{
    return text != unknown && text != "–";
}

std::string withUnit(const std::string& text, std::string_view unit)
{
    return saysNumber(text) ? fmt::format("{} {}", text, unit) : text;
}

} // namespace logitscope
