#include "widgets/chart/random_number_mark.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPolygonF>

namespace logitscope
{

void paintRandomNumberMark(QPainter& painter, const Theme& theme, QPointF tip, double size,
                           double needle)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (needle > 0.0) {
        // A halo, so that the needle is seen on the bar as well as beside it.
        const QLineF line(tip, tip + QPointF(0.0, needle));
        painter.setPen(QPen(theme.surface, size * 0.42, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
        painter.setPen(QPen(theme.text, size * 0.18, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
    }
    const double half = size / 2;
    const QPolygonF triangle{tip, tip + QPointF(-half, -size * 0.8),
                             tip + QPointF(half, -size * 0.8)};
    painter.setPen(QPen(theme.text, size * 0.14, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(theme.chosen);
    painter.drawPolygon(triangle);
    painter.restore();
}

} // namespace logitscope
