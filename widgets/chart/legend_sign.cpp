#include "widgets/chart/legend_sign.h"

#include "widgets/chart/comparison_marks.h"
#include "widgets/chart/random_number_mark.h"
#include "widgets/chart/removed_pattern.h"
#include "widgets/text/token_paint.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope
{

namespace
{

// One decade apart. The last stands for all that is less likely too, as the shade does.
constexpr std::array decades{"100%", "10%", "1%", "0.1%", "≤ 0.01%"};
constexpr auto decadeCount = static_cast<int>(decades.size());
constexpr double scaleCorner = 0.16; // of the height, as the tokens' tiles

double markPad(const QFontMetricsF& metrics)
{
    return metrics.height() * 2.0 / 3.0;
}

double decadeWidth(const QFont& font)
{
    const QFontMetricsF metrics(font);
    double widest = 0.0;
    for (const char* mark : decades)
        widest = std::max(widest, metrics.horizontalAdvance(QString::fromUtf8(mark)));
    return std::ceil(widest + markPad(metrics));
}

QColor faint(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

void paintShades(QPainter& painter, const Theme& theme, const QRectF& scale, const QFont& font)
{
    // Each mark stands in the middle of its decade, where the shade is exactly the mark's.
    QLinearGradient gradient(scale.topLeft(), scale.topRight());
    for (int decade = 0; decade < decadeCount; ++decade)
        gradient.setColorAt((decade + 0.5) / decadeCount, theme.shade(std::pow(10.0, -decade)));
    const double radius = scale.height() * scaleCorner;
    painter.setPen(QPen(theme.border, std::min(1.0, QFontMetricsF(font).height() * 0.065)));
    painter.setBrush(gradient);
    painter.drawRoundedRect(scale.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    painter.setFont(font);
    painter.setPen(theme.text);
    const QFontMetricsF metrics(font);
    const double baseline = std::round(scale.center().y() + metrics.capHeight() / 2.0);
    const QStringList shown = shadeMarks(scale.width(), font);
    const double step = (decadeCount - 1.0) / static_cast<double>(shown.size() - 1);
    for (int mark = 0; mark < shown.size(); ++mark) {
        const double width = metrics.horizontalAdvance(shown[mark]);
        const double end = scale.right() - markPad(metrics) / 2.0 - width;
        const double centred =
            scale.left() + scale.width() * (mark * step + 0.5) / decadeCount - width / 2.0;
        painter.drawText(QPointF(std::min(centred, end), baseline), shown[mark]);
    }
}

} // namespace

QSizeF signSize(LegendSign sign, const QFont& font)
{
    const double em = QFontMetricsF(font).height();
    switch (sign) {
    case LegendSign::Shades:
        return {decadeWidth(font) * decadeCount, std::round(em * 1.5)};
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
               const QFont& font, StageKind stage)
{
    const double em = QFontMetricsF(font).height();
    switch (sign) {
    case LegendSign::Shades:
        return paintShades(painter, theme, box, font);
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
    case LegendSign::Difference:
        return paintDifference(painter, theme,
                               box.adjusted(0, box.height() * 0.14, 0, -box.height() * 0.14), em);
    case LegendSign::Drawn:
        return paintDrawn(painter, theme, box.center(), em);
    }
}

QStringList shadeMarks(double width, const QFont& font)
{
    QStringList shown;
    const std::size_t step = width < decadeWidth(font) * decadeCount ? 2 : 1;
    for (std::size_t decade = 0; decade < decades.size(); decade += step)
        shown << QString::fromUtf8(decades[decade]);
    return shown;
}

} // namespace logitscope
