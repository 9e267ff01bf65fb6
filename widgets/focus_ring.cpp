#include "widgets/focus_ring.h"

#include "widgets/theme.h"

#include <QPainter>

namespace logitscope
{

void paintFocusRing(QPainter& painter, const QRect& rect, const Theme& theme)
{
    constexpr double line = 1.5;
    constexpr double radius = 4.0;
    const double inset = line / 2.0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, line));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

} // namespace logitscope
