// The axis that the bars of candidates share, in the window and in figures.
#pragma once

#include "widgets/chart/chart_rows.h"

#include <QString>

#include <vector>

class QFont;

namespace logitscope
{

enum class ChartAxis
{
    Fitting,     // from 0 to the smallest of 100, 50, 20, 10, 5, 2, 1 ... 0.1% that holds all bars
    Whole,       // from 0 to 100%
    Logarithmic, // from a power of ten to 100%
};

struct AxisRange
{
    double lower, upper; // probabilities

    friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

// From 0 to where the largest probability of all has room.
AxisRange fittingRange(double largest);

// What holds the bars of these rows.
AxisRange axisRangeFor(ChartAxis axis, const std::vector<ChartRow>& rows);

struct AxisTick
{
    double probability;
    QString label; // in percent
};

// An axis that has its place: from `left` to `right`, in pixels.
struct BarAxis
{
    ChartAxis kind;
    AxisRange range;
    double left, right;

    // Where a probability is; at the nearer end if it is not on the axis.
    double position(double probability) const;

    // As many as their labels have room for.
    std::vector<AxisTick> ticks(const QFont& font) const;
};

} // namespace logitscope
