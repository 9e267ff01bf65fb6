// What stands beside the words of a legend: the strokes of what it explains, in small.
#pragma once

#include "core/sampling/stage.h"

#include <QFont>
#include <QRectF>
#include <QSizeF>
#include <QStringList>

class QPainter;

namespace logitscope
{

struct Theme;

enum class LegendSign
{
    Shades, // behind tokens: their scale
    Flag,
    Selected,
    ModelBar, // of candidates
    SamplingBar,
    Sampled,
    Removed, // by a stage
    RandomNumber,
    ModelEntropy, // of steps
    SamplingEntropy,
    Difference, // of two chains
    Drawn,
};

// Beside words in this font.
QSizeF signSize(LegendSign sign, const QFont& font);

// Fills the box, whose height is signSize's; a scale may be of any width. `stage` is the one that
// removed.
void paintSign(QPainter& painter, const Theme& theme, LegendSign sign, const QRectF& box,
               const QFont& font, StageKind stage = {});

// What is written on a scale of this width, from the left. One mark a decade, the first at 100%:
// they divide the scale evenly, and where all have no room every other one is left out.
QStringList shadeMarks(double width, const QFont& font);

} // namespace logitscope
