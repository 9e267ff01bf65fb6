#include "widgets/control/slider_scale.h"

#include <algorithm>
#include <cmath>

namespace logitscope
{

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
                const double k = std::round(std::exp(travel * largest));
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
                return std::round((1.0 - rest * rest) * 1e4) / 1e4;
            },
        .travelOf = [](double p) { return 1.0 - std::sqrt(std::clamp(1.0 - p, 0.0, 1.0)); },
    };
}

} // namespace logitscope
