#include "widgets/figure/entropy_strip.h"

#include "widgets/figure/figure.h"
#include "widgets/figure/figure_numbers.h"
#include "widgets/figure/figure_style.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double gap = 4.0; // between a label and the plot

double roundBits(double largest)
{
    for (const double bits : {1.0, 2.0, 4.0, 6.0, 8.0, 12.0})
        if (bits >= largest)
            return bits;
    return std::max(16.0, 4.0 * std::ceil(largest / 4.0));
}

QFont labelFont()
{
    return figureFont(figureType::tiny);
}

QPolygonF curve(const std::vector<double>& bits, const QRectF& plot, const EntropyScale& scale)
{
    QPolygonF points;
    for (std::size_t i = 0; i < bits.size(); ++i)
        points << QPointF(entropyX(plot, scale, static_cast<int>(i)),
                          plot.bottom() - bits[i] / scale.bits * plot.height());
    return points;
}

void paintCurve(QPainter& painter, const QPolygonF& points, const QPen& pen)
{
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    if (points.size() > 1) {
        painter.drawPolyline(points);
    } else if (!points.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(pen.color());
        painter.drawEllipse(points.first(), pen.widthF() * 1.2, pen.widthF() * 1.2);
    }
}

void paintArea(QPainter& painter, QPolygonF points, const QRectF& plot, const Theme& theme)
{
    if (points.isEmpty())
        return;
    points << QPointF(points.last().x(), plot.bottom())
           << QPointF(points.first().x(), plot.bottom());
    QColor fill = theme.samplingBar;
    fill.setAlphaF(0.18f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(points);
}

void paintAxes(QPainter& painter, const QRectF& plot, const EntropyScale& scale, const Theme& theme)
{
    painter.setPen(QPen(theme.border, 0.5));
    for (const double share : {0.0, 0.5})
        painter.drawLine(plot.topLeft() + QPointF(0.0, share * plot.height()),
                         plot.topRight() + QPointF(0.0, share * plot.height()));
    painter.setPen(QPen(theme.mutedText, 0.5));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());

    const QFontMetricsF metrics(labelFont());
    painter.setFont(labelFont());
    painter.setPen(theme.mutedText);
    const auto endingAt = [&](double right, double baseline, const QString& text) {
        painter.drawText(QPointF(right - metrics.horizontalAdvance(text), baseline), text);
    };
    endingAt(plot.left() - gap, plot.top() + metrics.capHeight(),
             Figure::tr("%1 bits").arg(scale.bits));
    endingAt(plot.left() - gap, plot.bottom(), QStringLiteral("0"));
    const double below = plot.bottom() + gap + metrics.capHeight();
    painter.drawText(QPointF(plot.left(), below), Figure::tr("step 1"));
    if (scale.steps > 1)
        endingAt(plot.right(), below, countText(scale.steps));
}

} // namespace

void EntropyScale::include(const Branch& row)
{
    steps = std::max(steps, row.length());
    for (const auto& node : pathTo(row.leaf)) {
        const auto& info = node->step.info;
        bits = std::max({bits, roundBits(info.modelEntropy), roundBits(info.samplingEntropy)});
    }
}

EntropyRun::EntropyRun(const Branch& row)
{
    for (const auto& node : pathTo(row.leaf)) {
        model.push_back(node->step.info.modelEntropy);
        sampling.push_back(node->step.info.samplingEntropy);
    }
}

QRectF entropyPlot(const QRectF& area)
{
    const QFontMetricsF metrics(labelFont());
    const double left = std::ceil(metrics.horizontalAdvance(Figure::tr("%1 bits").arg(16)) + gap);
    return area.adjusted(left, 0.0, 0.0, -(gap + std::ceil(metrics.capHeight()) + 1.0));
}

double entropyX(const QRectF& plot, const EntropyScale& scale, int step)
{
    return plot.left() + plot.width() * step / std::max(scale.steps - 1, 1);
}

void paintEntropyStrip(QPainter& painter, const QRectF& area, const std::vector<EntropyRun>& runs,
                       const EntropyScale& scale, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF plot = entropyPlot(area);
    paintAxes(painter, plot, scale, theme);
    if (!runs.empty())
        paintArea(painter, curve(runs.front().sampling, plot, scale), plot, theme);
    if (runs.size() == 1)
        paintCurve(painter, curve(runs.front().model, plot, scale),
                   QPen(theme.mutedText, 0.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const double crowded = plot.width() / std::max(scale.steps, 1) * 0.5;
    const double width = std::clamp(crowded, 0.7, 1.3) * (runs.size() > 1 ? 0.8 : 1.0);
    for (const EntropyRun& run : runs)
        paintCurve(painter, curve(run.sampling, plot, scale),
                   QPen(theme.samplingBar, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.restore();
}

} // namespace logitscope
