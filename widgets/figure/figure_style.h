// How a figure looks: its fonts, sizes and distances, in points.
#pragma once

#include "widgets/text/shade_scale.h"
#include "widgets/theme.h"

#include <QFont>
#include <QString>

#include <algorithm>
#include <vector>

namespace logitscope
{

struct EntropyStyle;

struct FigureOptions
{
    Theme theme = lightTheme();
    int width = 960;
    int columns = 0;                     // of a grid; 0 is what suits the number of cells
    std::size_t reference = 0;           // of a comparison, a row of the cell that flags refer to
    std::vector<std::size_t> cells = {}; // of a comparison, those to show; none stands for all
    ShadeBy shadeBy = ShadeBy::Probability; // of one run's text; a page has nobody who removes
    bool step = true;                       // with the selected step, where there is one
};

// Sizes of type, few and well apart.
namespace figureType
{
constexpr int tiny = 8;  // axes, table heads, legend, caption
constexpr int small = 9; // settings, numbers
constexpr int text = 11; // what was generated
constexpr int name = 13; // heads
} // namespace figureType

// The unit of a chart's distances and patterns.
constexpr double figureEm = 11.5;

// Inter, or the desktop's own font. Unhinted, so that a line is as wide in the layout as in a PNG
// of any size, an SVG or a PDF.
QFont figureFont(int size, QFont::Weight weight = QFont::Normal);
QFont figureTokenFont(int size); // every letter as wide as the next

EntropyStyle figureEntropyStyle();

// The same font, shaping turned on where letters join, stack or reorder.
QFont fittedTo(const QString& text, QFont font);

// Around the page.
inline double figureMargin(int width)
{
    return std::min(44.0, width / 16.0);
}

} // namespace logitscope
