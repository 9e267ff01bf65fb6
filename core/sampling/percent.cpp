#include "core/sampling/percent.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double smallestFixed = 1e-4; // percent; what is below has an exponent

int decimalsFor(double percent)
{
    if (percent >= 10.0)
        return 1;
    if (percent >= 0.1)
        return 2;
    if (percent >= 0.001)
        return 4;
    return 5;
}

std::string fixedNotation(double percent)
{
    const int decimals = decimalsFor(percent);
    std::string text = fmt::format("{:.{}f}", percent, decimals);
    // 9.996 rounds to 10.00, which belongs to the next size: 10.0.
    double rounded = percent;
    std::from_chars(text.data(), text.data() + text.size(), rounded); // whatever the locale
    const int decimalsRounded = decimalsFor(rounded);
    if (decimalsRounded < decimals)
        text = fmt::format("{:.{}f}", percent, decimalsRounded);
    if (decimals == 5 && text.back() == '0')
        text.pop_back();
    return text;
}

std::string scientificNotation(double percent)
{
    // fmt writes 3.2e-07, as printf does.
    std::string text = fmt::format("{:.1e}", percent);
    const std::size_t exponent = text.find("e-") + 2;
    if (text[exponent] == '0')
        text.erase(exponent, 1);
    return text;
}

// Between 99.9% and 100%: the fewest decimals that don't round to 100.
std::string nearlyAll(double percent)
{
    for (int decimals = 1; decimals <= 3; ++decimals) {
        std::string text = fmt::format("{:.{}f}", percent, decimals);
        if (text.front() == '9')
            return text;
    }
    return ">99.999";
}

} // namespace

std::string formatPercent(double probability)
{
    assert(probability >= 0.0 && probability < 1.0 + 1e-9);
    if (probability <= 0.0)
        return "0%";
    if (probability >= 1.0)
        return "100%";
    const double percent = probability * 100.0;
    if (percent >= 99.9)
        return nearlyAll(percent) + "%";
    // The tolerance is for 1e-6 * 100, which is a hair below 1e-4.
    if (percent >= smallestFixed * (1.0 - 1e-12))
        return fixedNotation(percent) + "%";
    return scientificNotation(percent) + "%";
}

std::string formatRandomNumber(double u)
{
    return fmt::format("{:.4f}", std::floor(u * 1e4) / 1e4);
}

} // namespace logitscope
