#include "widgets/control/slider_marks.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <limits>

namespace logitscope
{

namespace
{

QString roundedUp(double at, double below)
{
    constexpr int fewest = 4;
    constexpr int most = 9;
    double rounded = at;
    for (int digits = fewest; digits <= most; ++digits) {
        const double unit = std::pow(10.0, digits);
        rounded = std::ceil(at * unit) / unit;
        if (rounded >= at && rounded < below)
            break;
    }
    return QLocale::c().toString(rounded, 'f', QLocale::FloatingPointShortest);
}

} // namespace

QString markText(const SliderMarks& marks, std::size_t index)
{
    const auto& [at, above, below] = marks.marks[index];
    const double next = index + 1 < marks.marks.size() ? marks.marks[index + 1].at
                                                       : std::numeric_limits<double>::infinity();
    return QCoreApplication::translate("logitscope::SliderMarks",
                                       "From %1 on, %2 would be picked instead of %3.")
        .arg(roundedUp(at, next), above, below);
}

QString noMarkText(const SliderMarks& marks)
{
    if (!marks.isAll)
        return QCoreApplication::translate("logitscope::SliderMarks",
                                           "Looking for the values that sample another token…");
    return QCoreApplication::translate("logitscope::SliderMarks",
                                       "At every value of this slider, %1 would be picked.")
        .arg(marks.token);
}

} // namespace logitscope
