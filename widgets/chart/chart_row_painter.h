// The rows of the distribution chart, in the window and in figures: bars, labels at their left, two
// columns of numbers at their right.
#pragma once

#include "widgets/chart/chart_axis.h"
#include "widgets/chart/chart_rows.h"
#include "widgets/chart/random_number_mark.h"

#include <QFont>
#include <QRectF>

#include <optional>
#include <span>

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

// A token's label whose baseline begins at `left`, shortened to the width. The sign of a leading
// space is muted: it belongs to the token, but the word is what one reads.
void paintTokenLabel(QPainter& painter, const Theme& theme, const QString& label, QPointF left,
                     double width);

// Rows below each other, of which `first` is where the first one is. Tokens that were removed have
// bars with patterns; a sampling bar that is longer than the axis is broken off at its end. A line
// stands where a stage has removed all that follows, and the mark on the bar of its rank. What the
// marked stage has removed stands on a band of its colour.
void paintRows(QPainter& painter, const Theme& theme, const ChartColumns& columns,
               const BarAxis& axis, std::span<const ChartRow> rows, const QRectF& first,
               const std::optional<RandomNumberMark>& mark = {},
               std::optional<StageKind> marked = {});

// "token", "model" and "sampling" above their columns.
void paintCaptions(QPainter& painter, const Theme& theme, const ChartColumns& columns,
                   const QRectF& row);

// Between the list and a chosen token that is further down: how far. A given one is a prompt's,
// which nobody sampled.
void paintGap(QPainter& painter, const Theme& theme, const ChartColumns& columns, int rank,
              const QRectF& row, bool isGiven = false);

} // namespace logitscope
