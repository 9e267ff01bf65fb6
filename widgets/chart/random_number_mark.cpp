#include "widgets/chart/random_number_mark.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPolygonF>

namespace logitscope
{

namespace
{

struct MarkColours
{
    QColor line, inside;
};

void paintMark(QPainter& painter, const Theme& theme, const MarkColours& colours, QPointF tip,
               double size, double needle)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (needle > 0.0) {
        // A halo, so that the needle is seen on the bar as well as beside it.
        const QLineF line(tip, tip + QPointF(0.0, needle));
        painter.setPen(QPen(theme.surface, size * 0.42, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
        painter.setPen(QPen(colours.line, size * 0.18, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
    }
    const double half = size / 2;
    const QPolygonF triangle{tip, tip + QPointF(-half, -size * 0.8),
                             tip + QPointF(half, -size * 0.8)};
    painter.setPen(QPen(colours.line, size * 0.14, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(colours.inside);
    painter.drawPolygon(triangle);
    painter.restore();
}

} // namespace

void paintRandomNumberMark(QPainter& painter, const Theme& theme, QPointF tip, double size,
                           double needle)
{
    paintMark(painter, theme, {theme.text, theme.chosen}, tip, size, needle);
}

void paintRandomNumberGhost(QPainter& painter, const Theme& theme, QPointF tip, double size,
                            double needle)
{
    paintMark(painter, theme, {theme.mutedText, theme.surface}, tip, size, needle);
}

} // namespace logitscope
