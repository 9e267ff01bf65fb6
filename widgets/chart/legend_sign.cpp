#include "widgets/chart/legend_sign.h"

#include "widgets/chart/comparison_marks.h"
#include "widgets/chart/random_number_mark.h"
#include "widgets/text/judgement_paint.h"
#include "widgets/text/removed_pattern.h"
#include "widgets/text/repeat_paint.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace logitscope
{

namespace
{

constexpr int slotCount = 5;         // of a scale, in each of which a mark has room
constexpr double scaleCorner = 0.16; // of the height, as the tokens' tiles

double markPad(const QFontMetricsF& metrics)
{
    return metrics.height() * 2.0 / 3.0;
}

double slotWidth(const QFont& font, const ShadeScale& scale)
{
    const QFontMetricsF metrics(font);
    double widest = 0.0;
    for (const auto& mark : scale.marks())
        widest = std::max(widest, metrics.horizontalAdvance(mark.text));
    return std::ceil(widest + markPad(metrics));
}

std::vector<ShadeScale::Mark> shownMarks(double width, const QFont& font, const ShadeScale& scale)
{
    const auto all = scale.marks();
    if (width >= slotWidth(font, scale) * slotCount)
        return all;
    std::vector<ShadeScale::Mark> shown;
    for (std::size_t mark = 0; mark < all.size(); ++mark)
        if (mark % 2 == 0 || mark + 1 == all.size())
            shown.push_back(all[mark]);
    return shown;
}

QColor faint(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

// How far along the scale's width: the first and the last mark stand in the middle of their slots.
double placeOf(const ShadeScale::Mark& mark)
{
    return (0.5 + mark.share * (slotCount - 1)) / slotCount;
}

void paintShades(QPainter& painter, const Theme& theme, const QRectF& box, const QFont& font,
                 const ShadeScale& scale)
{
    const auto marks = shownMarks(box.width(), font, scale);
    if (marks.empty())
        return;
    // The shade below each mark is exactly the mark's.
    QLinearGradient gradient(box.topLeft(), box.topRight());
    gradient.setColorAt(placeOf(marks.front()), theme.surface);
    gradient.setColorAt(placeOf(marks.back()), scale.strongest(theme));
    const double radius = box.height() * scaleCorner;
    painter.setPen(QPen(theme.border, std::min(1.0, QFontMetricsF(font).height() * 0.065)));
    painter.setBrush(gradient);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    painter.setFont(font);
    painter.setPen(theme.text);
    const QFontMetricsF metrics(font);
    const double baseline = std::round(box.center().y() + metrics.capHeight() / 2.0);
    for (const auto& mark : marks) {
        const double width = metrics.horizontalAdvance(mark.text);
        const double begin = box.left() + markPad(metrics) / 2.0;
        const double end = box.right() - markPad(metrics) / 2.0 - width;
        const double centred = box.left() + box.width() * placeOf(mark) - width / 2.0;
        painter.drawText(QPointF(std::min(std::max(centred, begin), end), baseline), mark.text);
    }
}

} // namespace

QSizeF signSize(LegendSign sign, const QFont& font, const ShadeScale& scale)
{
    const double em = QFontMetricsF(font).height();
    switch (sign) {
    case LegendSign::Shades:
        return {slotWidth(font, scale) * slotCount, std::round(em * 1.5)};
    case LegendSign::Flag:
        return {em * 0.45, em};
    case LegendSign::ModelEntropy:
    case LegendSign::SamplingEntropy:
        return {std::round(em * 1.8), std::round(em * 0.7)};
    default:
        return {std::round(em * 1.1), std::round(em * 0.7)};
    }
}

void paintSign(QPainter& painter, const Theme& theme, LegendSign sign, const QRectF& box,
               const QFont& font, StageKind stage, const ShadeScale& scale)
{
    const double em = QFontMetricsF(font).height();
    switch (sign) {
    case LegendSign::Shades:
        return paintShades(painter, theme, box, font, scale);
    case LegendSign::Flag: {
        const double size = box.height() * 0.9; // of a token, above which the cloth flies
        return paintFlag(painter,
                         {QRectF(box.left() + size * 0.05, box.top() + size * 0.16, 0, size)},
                         theme.text);
    }
    case LegendSign::Selected: // frames what it is given
        return paintSelection(painter, {box.adjusted(em * 0.15, em * 0.05, -em * 0.15, -em * 0.1)},
                              theme.accent);
    case LegendSign::ModelBar:
        return painter.fillRect(box, theme.modelBar);
    case LegendSign::SamplingBar: // the thinner of the two, as in the chart
        return painter.fillRect(box.adjusted(0, box.height() * 0.22, 0, -box.height() * 0.22),
                                theme.samplingBar);
    case LegendSign::Sampled:
        painter.fillRect(box, faint(theme.chosen, theme.dark ? 0.22f : 0.25f));
        return painter.fillRect(QRectF(box.topLeft(), QSizeF(em * 0.22, box.height())),
                                theme.chosen);
    case LegendSign::Removed:
        return paintRemoved(painter, box, theme, stage, em);
    case LegendSign::RandomNumber:
        return paintRandomNumberMark(painter, theme,
                                     box.center() + QPointF(0.0, box.height() * 0.1), em * 0.57,
                                     box.height() * 0.45);
    case LegendSign::ModelEntropy:
        return painter.fillRect(
            QRectF(box.left(), box.center().y() - em * 0.04, box.width(), em * 0.08),
            theme.mutedText);
    case LegendSign::SamplingEntropy: // over its area
        painter.fillRect(box.adjusted(0, em * 0.14, 0, 0), faint(theme.samplingBar, 0.2f));
        return painter.fillRect(QRectF(box.topLeft(), QSizeF(box.width(), em * 0.14)),
                                theme.samplingBar);
    case LegendSign::Kept: // the surface, without a pattern
        painter.setPen(QPen(theme.mutedText, std::max(1.0, em * 0.06)));
        painter.setBrush(theme.surface);
        return painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
    case LegendSign::Struck:
        return paintStrike(painter, {box}, theme.text, theme.surface);
    case LegendSign::Replaced:
        return paintWave(painter, {box.adjusted(0, -em * 0.2, 0, -em * 0.1)}, theme.text);
    case LegendSign::Difference:
        return paintDifference(painter, theme,
                               box.adjusted(0, box.height() * 0.14, 0, -box.height() * 0.14), em);
    case LegendSign::Repeated:
        return paintRepeatLine(painter, theme, box.adjusted(0, -em * 0.2, 0, -em * 0.35), 0);
    case LegendSign::Drawn:
        return paintDrawn(painter, theme, box.center(), em);
    }
}

double leastScaleWidth(const QFont& font, const ShadeScale& scale)
{
    const QFontMetricsF metrics(font);
    const auto marks = shownMarks(0.0, font, scale);
    double width = 0.0;
    for (std::size_t i = 1; i < marks.size(); ++i) {
        const double half = metrics.horizontalAdvance(marks[i - 1].text) / 2.0;
        const double own = metrics.horizontalAdvance(marks[i].text);
        // The last one ends at the scale's end, which may be before it is in the middle.
        width =
            std::max(width, i + 1 == marks.size()
                                ? (half + own + markPad(metrics)) / (1.0 - placeOf(marks[i - 1]))
                                : (half + own / 2.0 + markPad(metrics) / 2.0) /
                                      (placeOf(marks[i]) - placeOf(marks[i - 1])));
    }
    return std::ceil(width);
}

QStringList shadeMarks(double width, const QFont& font, const ShadeScale& scale)
{
    QStringList shown;
    for (const auto& mark : shownMarks(width, font, scale))
        shown << mark.text;
    return shown;
}

} // namespace logitscope
