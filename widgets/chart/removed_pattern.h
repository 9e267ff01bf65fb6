// The brushes of the removed tokens: told apart by pattern as well as by colour, and crisp at
// every pixel density.
#pragma once

#include <QBrush>
#include <QColor>

namespace logitscope
{

// Diagonal lines on a pale ground of their own colour. `spacing` is the distance between lines, in
// device-independent pixels; the tile is rendered for `devicePixelRatio`.
QBrush hatchBrush(const QColor& colour, double spacing, double devicePixelRatio);

// A dense grid of dots, every other row shifted by half, on the same pale ground.
QBrush dotBrush(const QColor& colour, double spacing, double devicePixelRatio);

} // namespace logitscope
