// The most likely tokens of a step as bars, drawn as strokes and text: the model's own probability
// behind, the sampling probability before it, and what was removed with its pattern.
#pragma once

#include "widgets/chart/chart_rows.h"
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
    void paintAxis(QPainter& painter, QPointF topLeft) const;
    void paintBand(QPainter& painter, const QRectF& row) const;
    void paintBars(QPainter& painter, std::size_t index, QPointF topLeft) const;
    void paintText(QPainter& painter, std::size_t index, QPointF topLeft) const;

    std::vector<ChartRow> rows_;
    Theme theme_;
    double width_;
    double limit_; // probability at the right end of the bars
    bool narrow_;  // then the model's probabilities are bars without numbers
    double labelWidth_;
    double barsLeft_, barsRight_;
};

} // namespace logitscope
