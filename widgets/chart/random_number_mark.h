// The sign for the place of the random number u, the same wherever it is drawn.
#pragma once

#include <QPointF>

class QPainter;

namespace logitscope
{

struct Theme;

// Where u lies under the settings shown: on the sampling bar of `rank`, at this part of its
// length. With the settings of the time it is the chosen token's.
struct RandomNumberMark
{
    int rank;
    double fraction;
};

// A small triangle that points down at `tip`, `size` wide, with a needle that goes on downwards for
// `needle` pixels.
void paintRandomNumberMark(QPainter& painter, const Theme& theme, QPointF tip, double size,
                           double needle);

// The same, hollow: where u lies in truth, while another one is asked about.
void paintRandomNumberGhost(QPainter& painter, const Theme& theme, QPointF tip, double size,
                            double needle);

} // namespace logitscope
