// The patterns of the removed tokens, so that colour isn't all that tells the stages apart which
// removed them. They are strokes, sharp at every size: in the window, in a picture and in a file of
// vectors.
#pragma once

#include "core/sampling/stage.h"

class QColor;
class QPainter;
class QRectF;

namespace logitscope
{

struct Theme;

QColor removedColour(const Theme& theme, StageKind stage);

// The stage's lines or dots on a pale ground of their own colour, within an edge. `em` is the unit
// of their distance and their width.
void paintRemoved(QPainter& painter, const QRectF& rect, const Theme& theme, StageKind stage,
                  double em);

// Of tokens of which a server told only the probability together: hatched, in the colour of the
// model's bars.
void paintUnknown(QPainter& painter, const QRectF& rect, const Theme& theme, double em);

} // namespace logitscope
