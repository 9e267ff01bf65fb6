// The most likely tokens of a step in a figure, as the window's chart has them: an axis, and below
// it the rows.
#pragma once

#include "widgets/chart/chart_row_painter.h"
#include "widgets/theme.h"

#include <QPointF>

#include <vector>

class QPainter;

namespace logitscope
{

class CandidateChart
{
public:
    // The last of the rows may be a chosen token that is further down than the list.
    CandidateChart(std::vector<ChartRow> rows, ChartAxis axis, const Theme& theme, double width);

    double height() const;

    const std::vector<ChartRow>& rows() const { return rows_; }

    void paint(QPainter& painter, QPointF topLeft) const;

private:
    void paintAxis(QPainter& painter) const;

    std::vector<ChartRow> rows_;
    std::size_t listed_; // of them, the others are apart
    Theme theme_;
    ChartColumns columns_;
    BarAxis axis_;
};

} // namespace logitscope
