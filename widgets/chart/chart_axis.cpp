#include "widgets/chart/chart_axis.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

AxisRange fittingRange(double largest)
{
    double limit = 1.0;
    for (double decade = 1.0; decade > 0.0005; decade /= 10.0)
        for (const double step : {1.0, 0.5, 0.2})
            // The tolerance is for 0.1 * 5 and the like.
            if (step * decade >= largest * (1.0 - 1e-12) && step * decade >= 0.001)
                limit = step * decade;
    return {0.0, limit};
}

AxisRange axisRangeFor(ChartAxis axis, const std::vector<ChartRow>& rows)
{
    if (axis == ChartAxis::Whole)
        return {0.0, 1.0};
    double largest = 0.0;
    double smallest = 1e-3;
    for (const ChartRow& row : rows)
        for (const double probability : {row.model, row.sampling}) {
            largest = std::max(largest, probability);
            if (probability > 0.0)
                smallest = std::min(smallest, probability);
        }
    if (axis == ChartAxis::Logarithmic)
        return {std::max(std::pow(10.0, std::floor(std::log10(smallest))), 1e-8), 1.0};
    return fittingRange(largest);
}

double BarAxis::position(double probability) const
{
    const double clamped = std::clamp(probability, range.lower, range.upper);
    const double share = kind == ChartAxis::Logarithmic
                             ? std::log(clamped / range.lower) / std::log(range.upper / range.lower)
                             : (clamped - range.lower) / (range.upper - range.lower);
    return left + share * (right - left);
}

std::vector<AxisTick> BarAxis::ticks(const QFont& font) const
{
    const QFontMetricsF metrics(font);
    const double width = right - left;
    std::vector<AxisTick> ticks;
    // As short as it can be: 0, 2.5%, 5%.
    const auto add = [&ticks](double probability) {
        ticks.push_back({probability, QString::number(probability * 100.0, 'g', 6) +
                                          (probability > 0.0 ? "%" : "")});
    };
    if (kind == ChartAxis::Logarithmic) { // 100% and powers of ten below it
        const int count = static_cast<int>(std::lround(-std::log10(range.lower)));
        const double labelWidth = metrics.horizontalAdvance("0.0001%") * 1.2;
        const int fitting = std::max(1, static_cast<int>(width / labelWidth));
        const int stride = (count + fitting - 1) / fitting;
        for (int power = 0; power <= count; power += stride)
            add(std::pow(10.0, -power));
        return ticks;
    }
    // Five steps of a fifth or four of a quarter, else halves, or the ends alone.
    const double limit = range.upper;
    const bool twos =
        std::abs(limit / std::pow(10.0, std::floor(std::log10(limit) + 1e-9)) - 2.0) < 0.1;
    const int most = twos ? 4 : 5;
    const double labelWidth = metrics.horizontalAdvance("0.05%") * 1.4;
    const int steps = width >= labelWidth * most ? most : width >= labelWidth * 1.5 ? 2 : 1;
    for (int i = 0; i <= steps; ++i)
        add(limit * (static_cast<double>(i) / steps));
    return ticks;
}

} // namespace logitscope
