// The sign for the place where the die fell, the same wherever it is drawn.
#pragma once

#include <QPointF>

class QPainter;

namespace logitscope
{

struct Theme;

// Where the die falls under the settings shown: on the final bar of `rank`, at this part of its
// length. With the settings of the time it is the chosen token's.
struct DieMark
{
    int rank;
    double fraction;
};

// A small triangle that points down at `tip`, `size` wide, with a needle that goes on downwards for
// `needle` pixels.
void paintDieMark(QPainter& painter, const Theme& theme, QPointF tip, double size, double needle);

} // namespace logitscope
