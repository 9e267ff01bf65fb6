// What two chains differ by and what was drawn, on bars and in their legends.
#pragma once

#include <QPointF>
#include <QRectF>

class QPainter;

namespace logitscope
{

struct Theme;

// The part of a bar by which it is longer than the other chain's: pale within an edge.
void paintDifference(QPainter& painter, const Theme& theme, const QRectF& rect, double em);

// A dot where the share of the draws is.
void paintDrawn(QPainter& painter, const Theme& theme, QPointF centre, double em);

} // namespace logitscope
