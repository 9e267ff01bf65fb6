#include "widgets/figure/candidate_chart.h"

#include "widgets/figure/figure_style.h"

#include <QFontMetricsF>
#include <QPainter>

#include <span>
#include <utility>

namespace logitscope
{

namespace
{

constexpr double axisHeight = 14.0;
constexpr double rowHeight = 15.0;

ChartFonts chartFonts()
{
    return {.em = figureEm,
            .small = figureFont(figureType::tiny),
            .label = figureTokenFont(10),
            .number = figureFont(figureType::small)};
}

} // namespace

CandidateChart::CandidateChart(std::vector<ChartRow> rows, ChartAxis axis, const Theme& theme,
                               double width)
    : rows_(std::move(rows))
    , listed_(rows_.size())
    , theme_(theme)
    , columns_(chartFonts(), width)
    , axis_{axis, axisRangeFor(axis, rows_), columns_.barsLeft, columns_.barsRight}
{
    if (!rows_.empty() && std::cmp_greater_equal(rows_.back().rank, rows_.size()))
        --listed_;
}

double CandidateChart::height() const
{
    // Above a row that is set apart stands a line that says so.
    const std::size_t lines = rows_.size() + (rows_.size() - listed_);
    return axisHeight + rowHeight * static_cast<double>(lines);
}

void CandidateChart::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.translate(topLeft);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxis(painter);
    const std::span rows(rows_);
    QRectF row(0.0, axisHeight, columns_.width, rowHeight);
    paintRows(painter, theme_, columns_, axis_, rows.first(listed_), row);
    row.translate(0.0, rowHeight * static_cast<double>(listed_));
    for (const ChartRow& apart : rows.subspan(listed_)) {
        paintGap(painter, theme_, columns_, apart.rank, row);
        paintRows(painter, theme_, columns_, axis_, {&apart, 1}, row.translated(0.0, rowHeight));
    }
    painter.restore();
}

void CandidateChart::paintAxis(QPainter& painter) const
{
    const QFontMetricsF metrics(columns_.small);
    const double bottom = axisHeight + rowHeight * static_cast<double>(listed_);
    painter.setFont(columns_.small);
    for (const AxisTick& tick : axis_.ticks(columns_.small)) {
        const double x = axis_.position(tick.probability);
        painter.setPen(QPen(theme_.border, 0.5));
        painter.drawLine(QPointF(x, axisHeight), QPointF(x, bottom));
        painter.setPen(theme_.mutedText);
        painter.drawText(QPointF(x - metrics.horizontalAdvance(tick.label) / 2.0, 8.0), tick.label);
    }
    paintCaptions(painter, theme_, columns_, QRectF(0.0, 0.0, columns_.width, axisHeight));
}

} // namespace logitscope
