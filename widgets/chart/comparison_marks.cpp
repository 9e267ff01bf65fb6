#include "widgets/chart/comparison_marks.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace logitscope
{

void paintDifference(QPainter& painter, const Theme& theme, const QRectF& rect, double em)
{
    const double edge = std::max(1.0, em * 0.07);
    painter.fillRect(rect, mix(theme.surface, theme.samplingBar, 0.22));
    if (rect.width() < 2 * edge)
        return painter.fillRect(rect, theme.samplingBar);
    painter.setPen(QPen(theme.samplingBar, edge, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2));
}

void paintDrawn(QPainter& painter, const Theme& theme, QPointF centre, double em)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.text, std::max(1.0, em * 0.07)));
    painter.setBrush(theme.chosen);
    painter.drawEllipse(centre, em * 0.24, em * 0.24);
    painter.restore();
}

} // namespace logitscope
