#include "widgets/figure/candidate_chart.h"

#include "widgets/chart/chart_pane.h"
#include "widgets/chart/removed_pattern.h"
#include "widgets/figure/figure_style.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double axisHeight = 14.0;
constexpr double rowHeight = 15.0;
constexpr double modelThickness = 9.0;
constexpr double samplingThickness = 4.5;

ChartFonts chartFonts()
{
    return {.em = figureEm,
            .small = figureFont(figureType::tiny),
            .label = figureTokenFont(10),
            .number = figureFont(figureType::small)};
}

} // namespace

CandidateChart::CandidateChart(std::vector<ChartRow> rows, const Theme& theme, double width)
    : rows_(std::move(rows))
    , theme_(theme)
    , columns_(chartFonts(), width)
    , limit_(axisRangeFor(ChartAxis::Fitting, rows_).upper)
{
}

bool CandidateChart::isApart(std::size_t index) const
{
    return static_cast<int>(index) < rows_[index].rank;
}

QRectF CandidateChart::row(std::size_t index) const
{
    // Above a row that is set apart stands a line that says so.
    const double line = static_cast<double>(index) + (isApart(index) ? 1.0 : 0.0);
    return {0.0, axisHeight + line * rowHeight, columns_.width, rowHeight};
}

QRectF CandidateChart::bar(double probability, std::size_t index, double thickness) const
{
    const double length = probability / limit_ * (columns_.barsRight - columns_.barsLeft);
    return {columns_.barsLeft, row(index).center().y() - thickness / 2.0, length, thickness};
}

double CandidateChart::height() const
{
    return rows_.empty() ? axisHeight : row(rows_.size() - 1).bottom();
}

void CandidateChart::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.translate(topLeft);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (rows_[i].chosen)
            paintChosenBand(painter, theme_, columns_, row(i));
    paintAxis(painter);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (isApart(i))
            paintGap(painter, theme_, columns_, rows_[i].rank, row(i).translated(0.0, -rowHeight));
        paintBars(painter, i);
        paintRowText(painter, theme_, columns_, rows_[i], row(i));
    }
    painter.restore();
}

void CandidateChart::paintAxis(QPainter& painter) const
{
    // Five steps of a fifth or four of a quarter, whose labels are short.
    const bool twos =
        std::abs(limit_ / std::pow(10.0, std::floor(std::log10(limit_) + 1e-9)) - 2.0) < 0.1;
    const QFontMetricsF metrics(figureFont(figureType::tiny));
    const double widest = metrics.horizontalAdvance(QStringLiteral("0.25%")) + 4.0;
    const bool crowded = (columns_.barsRight - columns_.barsLeft) / 5.0 < widest;
    const int steps = crowded ? ((columns_.barsRight - columns_.barsLeft) / 2.0 < widest ? 1 : 2)
                      : twos  ? 4
                              : 5;
    painter.setFont(figureFont(figureType::tiny));
    for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        const double x = columns_.barsLeft + share * (columns_.barsRight - columns_.barsLeft);
        painter.setPen(QPen(i == 0 ? theme_.mutedText : theme_.border, 0.5));
        painter.drawLine(QPointF(x, axisHeight), QPointF(x, height()));
        const QString label =
            QString::number(std::round(share * limit_ * 1e7) / 1e5, 'g', 6) + (i > 0 ? "%" : "");
        painter.setPen(theme_.mutedText);
        painter.drawText(QPointF(x - metrics.horizontalAdvance(label) / 2.0, 8.0), label);
    }
    paintCaptions(painter, theme_, columns_, QRectF(0.0, 0.0, columns_.width, axisHeight));
}

void CandidateChart::paintBars(QPainter& painter, std::size_t index) const
{
    const ChartRow& shown = rows_[index];
    const QRectF model = bar(shown.model, index, modelThickness);
    switch (shown.verdict) {
    case Verdict::Kept:
        painter.fillRect(model, theme_.modelBar);
        painter.fillRect(bar(shown.sampling, index, samplingThickness), theme_.samplingBar);
        break;
    case Verdict::RemovedByTopK:
        paintHatched(painter, model, theme_.removedByTopK, figureEm);
        break;
    case Verdict::RemovedByTopP:
        paintDotted(painter, model, theme_.removedByTopP, figureEm);
        break;
    case Verdict::Impossible:
        break;
    }
}

} // namespace logitscope
