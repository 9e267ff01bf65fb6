// Bars that share an axis, with the labels of their rows. The distribution chart has two: the list,
// and below it the chosen token that is further down.
#pragma once

#include "widgets/chart/chart_rows.h"

#include <QRectF>
#include <QSharedPointer>

#include <vector>

class QCPAxis;
class QCPAxisRect;
class QCPAxisTickerFixed;
class QCPAxisTickerText;
class QCPBars;
class QCustomPlot;

namespace logitscope
{

struct Theme;

enum class ChartAxis
{
    Fitting,     // from 0 to the smallest of 100, 50, 20, 10, 5, 2, 1 ... 0.1% that holds all bars
    Whole,       // from 0 to 100%
    Logarithmic, // from a power of ten to 100%
};

struct AxisRange
{
    double lower, upper; // probabilities

    friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

// What holds the bars of these rows.
AxisRange axisRangeFor(ChartAxis axis, const std::vector<ChartRow>& rows);

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
    QSharedPointer<QCPAxisTickerFixed> shares; // on a linear axis
    QSharedPointer<QCPAxisTickerText> decades; // on a logarithmic one
    std::vector<ChartRow> known;               // what no bar says: rank, token, logit, chosen

    ChartPane(QCustomPlot* plot, int layoutRow);
    ~ChartPane();

    void show(std::vector<ChartRow> rows);
    std::vector<ChartRow> rows() const; // read back from the bars and the labels

    void setColours(const Theme& theme, double em, double devicePixelRatio);
    // `width` is that of the bars' area, in pixels: it decides how many ticks there are.
    void setAxis(ChartAxis axis, AxisRange range, double width);
    // Where the rows are: their height in pixels, and how many pixels of them are scrolled away.
    void setRows(double height, double scrolled);

    QRectF rowRect(std::size_t row) const;
    QRectF area(double width) const; // of its rows, across the plot

    double rowHeight = 1.0;

private:
    void setShares(double limit, double width);
    void setDecades(AxisRange range, double width);
};

} // namespace logitscope
