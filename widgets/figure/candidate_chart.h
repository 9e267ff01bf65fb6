// The most likely tokens of a step as bars of vector strokes beside the chart's text: the model's
// own probability behind, the sampling probability before it, and what was removed with its
// pattern.
#pragma once

#include "widgets/chart/chart_row_painter.h"
#include "widgets/theme.h"

#include <QRectF>

#include <vector>

class QPainter;

namespace logitscope
{

class CandidateChart
{
public:
    CandidateChart(std::vector<ChartRow> rows, const Theme& theme, double width);

    double height() const;

    const std::vector<ChartRow>& rows() const { return rows_; }

    QRectF row(std::size_t index) const; // counted from the chart's corner
    QRectF bar(double probability, std::size_t index, double thickness) const;

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    bool isApart(std::size_t index) const; // the chosen token, further down than the list
    void paintAxis(QPainter& painter) const;
    void paintBars(QPainter& painter, std::size_t index) const;

    std::vector<ChartRow> rows_;
    Theme theme_;
    ChartColumns columns_;
    double limit_; // probability at the right end of the bars
};

} // namespace logitscope
