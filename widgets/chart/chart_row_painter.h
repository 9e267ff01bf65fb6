// The text of the distribution chart, in the window and in figures: labels at the left of the bars,
// two columns of numbers at their right.
#pragma once

#include "widgets/chart/chart_rows.h"

#include <QFont>
#include <QRectF>

class QPainter;

namespace logitscope
{

struct Theme;

struct ChartFonts
{
    double em;   // the unit of every distance
    QFont small; // captions and ranks
    QFont label; // monospace
    QFont number;
};

// Where the columns are in a chart of a given width, in pixels, left to right. Nothing depends on
// the rows, so that columns stand still from one token to the next.
struct ChartColumns : ChartFonts
{
    // `scrollBar` is the room for one, in em.
    ChartColumns(const ChartFonts& fonts, double width, double scrollBar = 0.0);

    // In the window.
    ChartColumns(const QFont& font, double width);

    // Where there is little room, the model probability is only a bar.
    bool hasModelColumn;

    double rankRight, labelLeft, labelRight, barsLeft, barsRight, modelRight, samplingRight;
    double scrollBarWidth, width;
    double captionPadding; // between the captions and the first row
};

// Text whose baseline ends at `right`.
void paintEndingAt(QPainter& painter, QPointF right, const QString& text);

// Behind the bars: the band of the chosen token.
void paintChosenBand(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                     const QRectF& row);

void paintRowText(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                  const ChartRow& chartRow, const QRectF& row);

// "token", "model" and "sampling" above their columns.
void paintCaptions(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                   const QRectF& row);

// Between the list and a chosen token that is further down: how far.
void paintGap(QPainter& painter, const Theme& theme, const ChartColumns& columns, int rank,
              const QRectF& row);

} // namespace logitscope
