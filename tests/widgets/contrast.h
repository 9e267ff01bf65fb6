// How well a colour is told from its ground, as WCAG 2.1 has it.
#pragma once

#include <QColor>

#include <algorithm>
#include <cmath>

namespace logitscope
{

// "relative luminance", https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
inline double linearLight(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

inline double luminance(const QColor& colour)
{
    return 0.2126 * linearLight(colour.redF()) + 0.7152 * linearLight(colour.greenF()) +
           0.0722 * linearLight(colour.blueF());
}

// "contrast ratio": 1 to 21.
inline double contrast(const QColor& a, const QColor& b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace logitscope
