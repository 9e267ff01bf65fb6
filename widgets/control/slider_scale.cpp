#include "widgets/control/slider_scale.h"

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// Where a hand can't tell the units apart, two digits.
double roundedCount(double k)
{
    const double unit = k < 100.0 ? 1.0 : std::pow(10.0, std::floor(std::log10(k)) - 1.0);
    return std::round(k / unit) * unit;
}

// To hundredths, and to thousandths where they matter.
double roundedShare(double p)
{
    const double parts = p < 0.99 ? 100.0 : 1000.0;
    return std::round(p * parts) / parts;
}

} // namespace

SliderScale temperatureScale()
{
    constexpr double highest = 2.0;
    return {
        .valueAt = [](double travel) { return std::round(travel * highest * 100.0) / 100.0; },
        .travelOf = [](double value) { return std::clamp(value / highest, 0.0, 1.0); },
    };
}

SliderScale topKScale(int vocabularySize)
{
    const double largest = std::log(std::max(2, vocabularySize));
    return {
        .valueAt =
            [largest, vocabularySize](double travel) {
                const double k = roundedCount(std::exp(travel * largest));
                return k >= vocabularySize ? 0.0 : k;
            },
        .travelOf =
            [largest](double k) {
                return k < 1.0 ? 1.0 : std::clamp(std::log(k) / largest, 0.0, 1.0);
            },
    };
}

SliderScale topPScale()
{
    return {
        .valueAt =
            [](double travel) {
                const double rest = 1.0 - travel;
                return roundedShare(1.0 - rest * rest);
            },
        .travelOf = [](double p) { return 1.0 - std::sqrt(std::clamp(1.0 - p, 0.0, 1.0)); },
    };
}

} // namespace logitscope
