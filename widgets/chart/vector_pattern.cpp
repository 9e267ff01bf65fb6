#include "widgets/chart/vector_pattern.h"

#include <QLineF>
#include <QList>
#include <QPainter>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr double hatchPitch = 4.0; // along the edge
constexpr double dotPitch = 2.6;
constexpr double dotRadius = 0.62;

void paintGround(QPainter& painter, const QRectF& rect, const QColor& colour)
{
    QColor ground = colour;
    ground.setAlphaF(0.16f);
    painter.fillRect(rect, ground);
}

void paintEdge(QPainter& painter, const QRectF& rect, const QColor& colour)
{
    painter.setPen(QPen(colour, 0.7));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(0.35, 0.35, -0.35, -0.35));
}

} // namespace

void paintHatched(QPainter& painter, const QRectF& rect, const QColor& colour)
{
    paintGround(painter, rect, colour);
    // Cut to the rectangle by hand: an SVG knows no clip of Qt's. A line starts on the bottom edge,
    // or where the left edge would have met it, and rises to the right.
    QList<QLineF> lines;
    for (double x = rect.left() - rect.height(); x < rect.right(); x += hatchPitch) {
        const double from = std::max(x, rect.left());
        const double to = std::min(x + rect.height(), rect.right());
        if (from < to)
            lines.append(QLineF(from, rect.bottom() - (from - x), to, rect.bottom() - (to - x)));
    }
    painter.setPen(QPen(colour, 0.9, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(lines);
    paintEdge(painter, rect, colour);
}

void paintDotted(QPainter& painter, const QRectF& rect, const QColor& colour)
{
    paintGround(painter, rect, colour);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const double reach = dotRadius + 0.5;
    bool shifted = false;
    for (double y = rect.top() + reach; y + reach <= rect.bottom(); y += dotPitch / 2.0) {
        const double first = rect.left() + reach + (shifted ? dotPitch / 2.0 : 0.0);
        for (double x = first; x + reach <= rect.right(); x += dotPitch)
            painter.drawEllipse(QPointF(x, y), dotRadius, dotRadius);
        shifted = !shifted;
    }
    paintEdge(painter, rect, colour);
}

} // namespace logitscope
