// Around what has the keyboard and no frame of its own.
#pragma once

class QPainter;
class QRect;

namespace logitscope
{

struct Theme;

void paintFocusRing(QPainter& painter, const QRect& rect, const Theme& theme);

} // namespace logitscope
