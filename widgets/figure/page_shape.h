// The page that a figure is put on: as wide as asked with a type of any size, or a slide that it
// fits on.
#pragma once

#include "widgets/figure/figure.h"
#include "widgets/figure/figure_style.h"

#include <functional>
#include <memory>

namespace logitscope
{

struct PageShape
{
    int width = 960;
    int typePercent = 100;
    bool slide = false; // 1920 × 1080 whatever the width; the type is as large as fits
};

constexpr int columnWidth = 252; // 3.5 inches, a column of a paper
constexpr QSize slideSize(1920, 1080);

// Lays a figure out. Nothing where there is nothing to draw.
using FigureMaker = std::function<std::unique_ptr<Figure>(const FigureOptions&)>;

// `mostColumns` is how many a grid may have on a slide; 0 for what has no grid.
std::unique_ptr<Figure> figureOnPage(const FigureMaker& make, FigureOptions options,
                                     const PageShape& shape, int mostColumns = 0);

// How large the text is on that page, in points; and the smallest type, of axes and captions.
double textSizeOn(const Figure& figure);
double smallestTypeOn(const Figure& figure);

// On a narrower layout heads and legends have no room.
constexpr int narrowestLayout = 225;

// So large may the type be on a page of that width; a larger one is taken for it.
int mostTypePercent(int width);

} // namespace logitscope
