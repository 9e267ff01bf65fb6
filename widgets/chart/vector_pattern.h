// The two patterns of cut tokens as strokes: a tiled picture, as on the screen, would blur in a
// file that is to be sharp at every size.
#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace logitscope
{

// Diagonal lines, as top-k cuts.
void paintHatched(QPainter& painter, const QRectF& rect, const QColor& colour);

// Dots, every other row shifted by half, as top-p cuts.
void paintDotted(QPainter& painter, const QRectF& rect, const QColor& colour);

} // namespace logitscope
