// Bars that share an axis, with the labels of their rows. The distribution chart has two: the list,
// and below it the chosen token that is further down.
#pragma once

#include "widgets/chart/chart_rows.h"

#include <QRectF>
#include <QSharedPointer>

#include <vector>

class QCPAxis;
class QCPAxisRect;
class QCPAxisTickerText;
class QCPBars;
class QCustomPlot;

namespace logitscope
{

struct Theme;

// The smallest of 100, 50, 20, 10, 5, 2, 1 ... 0.1% that holds a probability.
double axisLimitFor(double largest);

struct ChartPane
{
    // The plot owns all of these.
    QCPAxisRect* rect;
    QCPAxis* keys;   // a row's place, from 0 downwards
    QCPAxis* values; // probability
    QCPBars* model;
    QCPBars* removedByTopK;
    QCPBars* removedByTopP;
    QCPBars* sampling;

    QSharedPointer<QCPAxisTickerText> labels;
    std::vector<ChartRow> known; // what no bar says: rank, token, logit, chosen

    ChartPane(QCustomPlot* plot, int layoutRow);
    ~ChartPane();

    void show(std::vector<ChartRow> rows);
    std::vector<ChartRow> rows() const; // read back from the bars and the labels

    void setColours(const Theme& theme, double em, double devicePixelRatio);
    // `width` is that of the bars' area, in pixels: it decides how many ticks there are.
    void setLimit(double limit, double width);
    // Where the rows are: their height in pixels, and how many pixels of them are scrolled away.
    void setRows(double height, double scrolled);

    QRectF rowRect(std::size_t row) const;
    QRectF area(double width) const; // of its rows, across the plot

    double rowHeight = 1.0;
};

} // namespace logitscope
