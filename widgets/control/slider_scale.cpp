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

SliderScale topKScale(int vocabularySize)
{
    const double largest = std::log(std::max(2, vocabularySize));
    return {
        .valueAt =
            [largest, vocabularySize](double travel) {
                const double k = roundedCount(std::exp(travel * largest));
                return travel >= 1.0 || k >= vocabularySize ? 0.0 : k;
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

SliderScale scaleOf(StageKind kind, const StageParameter& parameter, int vocabularySize)
{
    if (kind == StageKind::TopK)
        return topKScale(vocabularySize);
    if (kind == StageKind::TopP || kind == StageKind::TypicalP)
        return topPScale();
    const double from = parameter.sliderFrom;
    const double width = parameter.sliderTo - from;
    // Of a small probability the first digits matter, so that its slider is a square.
    const bool isSmall = kind == StageKind::Epsilon || kind == StageKind::Eta;
    const double unit = parameter.isWhole ? 1.0 : isSmall ? 1e-4 : 0.01;
    return {
        .valueAt =
            [=](double travel) {
                const double share = isSmall ? travel * travel : travel;
                // A quotient, so that 0.07 is 7 / 100 and reads like it.
                const double parts = std::round(1.0 / unit);
                return std::round((from + share * width) * parts) / parts;
            },
        .travelOf =
            [=](double value) {
                const double share = std::clamp((value - from) / width, 0.0, 1.0);
                return isSmall ? std::sqrt(share) : share;
            },
    };
}

} // namespace logitscope
