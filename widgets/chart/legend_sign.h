// What stands beside the words of a legend: the strokes of what it explains, in small.
#pragma once

#include "core/sampling/stage.h"
#include "widgets/text/shade_scale.h"

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
    Kept,       // tokens under the present settings
    Struck,     // which these would not keep
    Replaced,   // by another, which the same random number picks
    Difference, // of two chains
    Drawn,
    Repeated, // passage
};

// Beside words in this font.
QSizeF signSize(LegendSign sign, const QFont& font, const ShadeScale& scale = {});

// Fills the box, whose height is signSize's; a scale may be of any width. `stage` is the one that
// removed.
void paintSign(QPainter& painter, const Theme& theme, LegendSign sign, const QRectF& box,
               const QFont& font, StageKind stage = {}, const ShadeScale& scale = {});

// The least width of a scale, at which every other mark has room.
double leastScaleWidth(const QFont& font, const ShadeScale& scale);

// What is written on a scale of this width, from the left. Where not all marks have room every
// other one is left out, but never an end.
QStringList shadeMarks(double width, const QFont& font, const ShadeScale& scale = {});

} // namespace logitscope
