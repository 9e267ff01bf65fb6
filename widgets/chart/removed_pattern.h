// The patterns of the removed tokens, so that colour isn't all that tells them apart. They are
// strokes, sharp at every size: in the window, in a picture and in a file of vectors.
#pragma once

class QColor;
class QPainter;
class QRectF;

namespace logitscope
{

// Diagonal lines on a pale ground of their own colour, within an edge: as top-k removes. `em` is
// the unit of their distance and their width.
void paintHatched(QPainter& painter, const QRectF& rect, const QColor& colour, double em);

// Dots on the same ground, every other row shifted by half: as top-p removes.
void paintDotted(QPainter& painter, const QRectF& rect, const QColor& colour, double em);

} // namespace logitscope
