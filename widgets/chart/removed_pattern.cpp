#include "widgets/chart/removed_pattern.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// A tile of whole device pixels, so that it repeats without a seam; the brush's transform takes it
// back to device-independent ones.
template <class Draw>
QBrush tiledBrush(QColor colour, double spacing, double devicePixelRatio, Draw draw)
{
    const int side = std::max(4, static_cast<int>(std::lround(spacing * devicePixelRatio)));
    QImage tile(side, side, QImage::Format_ARGB32_Premultiplied);
    QColor ground = colour;
    ground.setAlphaF(0.16f);
    tile.fill(ground);
    {
        QPainter painter(&tile);
        painter.setRenderHint(QPainter::Antialiasing);
        draw(painter, static_cast<double>(side));
    }
    QBrush brush(tile);
    brush.setTransform(QTransform::fromScale(1.0 / devicePixelRatio, 1.0 / devicePixelRatio));
    return brush;
}

} // namespace

QBrush hatchBrush(const QColor& colour, double spacing, double devicePixelRatio)
{
    return tiledBrush(colour, spacing, devicePixelRatio, [&](QPainter& painter, double side) {
        painter.setPen(QPen(colour, side * 0.24, Qt::SolidLine, Qt::FlatCap));
        // The tile's own line and its two neighbours', whose ends reach into the corners.
        for (const double shift : {-side, 0.0, side})
            painter.drawLine(QPointF(shift - side, 2 * side), QPointF(shift + 2 * side, -side));
    });
}

QBrush dotBrush(const QColor& colour, double spacing, double devicePixelRatio)
{
    return tiledBrush(colour, spacing, devicePixelRatio, [&](QPainter& painter, double side) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        const double radius = side * 0.21;
        painter.drawEllipse(QPointF(side / 4, side / 4), radius, radius);
        painter.drawEllipse(QPointF(side * 3 / 4, side * 3 / 4), radius, radius);
    });
}

} // namespace logitscope
