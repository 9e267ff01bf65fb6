#include "widgets/figure/candidate_chart.h"

#include "widgets/chart/chart_pane.h"
#include "widgets/chart/chart_row_painter.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_numbers.h"
#include "widgets/figure/figure_style.h"
#include "widgets/figure/vector_pattern.h"

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
constexpr double rankRight = 22.0;
constexpr double labelLeft = 30.0;
constexpr double widestLabel = 110.0;
constexpr double narrowestLabel = 64.0;
constexpr double narrowChart = 330.0;
constexpr double numberWidth = 56.0; // of each of the two columns
constexpr double modelThickness = 9.0;
constexpr double samplingThickness = 4.5;
constexpr int labelSize = 10;

} // namespace

CandidateChart::CandidateChart(std::vector<ChartRow> rows, const Theme& theme, double width)
    : rows_(std::move(rows))
    , theme_(theme)
    , width_(width)
    , limit_(axisRangeFor(ChartAxis::Fitting, rows_).upper)
    , narrow_(width < narrowChart)
    , labelWidth_(std::clamp(width * 0.28, narrowestLabel, widestLabel))
    , barsLeft_(labelLeft + labelWidth_ + 8.0)
    , barsRight_(width - (narrow_ ? 1.0 : 2.0) * numberWidth - 12.0)
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
    return {0.0, axisHeight + line * rowHeight, width_, rowHeight};
}

QRectF CandidateChart::bar(double probability, std::size_t index, double thickness) const
{
    const double length = probability / limit_ * (barsRight_ - barsLeft_);
    return {barsLeft_, row(index).center().y() - thickness / 2.0, length, thickness};
}

double CandidateChart::height() const
{
    return rows_.empty() ? axisHeight : row(rows_.size() - 1).bottom();
}

void CandidateChart::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (rows_[i].chosen)
            paintBand(painter, row(i).translated(topLeft));
    paintAxis(painter, topLeft);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        paintBars(painter, i, topLeft);
        paintText(painter, i, topLeft);
    }
    painter.restore();
}

void CandidateChart::paintBand(QPainter& painter, const QRectF& row) const
{
    QColor band = theme_.chosen;
    band.setAlphaF(theme_.dark ? 0.13f : 0.20f);
    painter.fillRect(row, band);
    painter.fillRect(QRectF(row.left(), row.top(), 3.0, row.height()), theme_.chosen);
}

void CandidateChart::paintAxis(QPainter& painter, QPointF topLeft) const
{
    // Five steps of a fifth or four of a quarter, whose labels are short.
    const bool twos =
        std::abs(limit_ / std::pow(10.0, std::floor(std::log10(limit_) + 1e-9)) - 2.0) < 0.1;
    const QFontMetricsF metrics(figureFont(figureType::tiny));
    const double widest = metrics.horizontalAdvance(QStringLiteral("0.25%")) + 4.0;
    const bool crowded = (barsRight_ - barsLeft_) / 5.0 < widest;
    const int steps = crowded ? ((barsRight_ - barsLeft_) / 2.0 < widest ? 1 : 2) : twos ? 4 : 5;
    const double baseline = topLeft.y() + 8.0;
    painter.setFont(figureFont(figureType::tiny));
    for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        const double x = topLeft.x() + barsLeft_ + share * (barsRight_ - barsLeft_);
        painter.setPen(QPen(i == 0 ? theme_.mutedText : theme_.border, 0.5));
        painter.drawLine(QPointF(x, topLeft.y() + axisHeight), QPointF(x, topLeft.y() + height()));
        const QString label =
            QString::number(std::round(share * limit_ * 1e7) / 1e5, 'g', 6) + (i > 0 ? "%" : "");
        painter.setPen(theme_.mutedText);
        painter.drawText(QPointF(x - metrics.horizontalAdvance(label) / 2.0, baseline), label);
    }
    painter.drawText(QPointF(topLeft.x() + labelLeft, baseline), Figure::tr("token"));
    if (!narrow_)
        paintEndingAt(painter, {topLeft.x() + width_ - numberWidth - 4.0, baseline},
                      Figure::tr("model"));
    paintEndingAt(painter, {topLeft.x() + width_ - 4.0, baseline}, Figure::tr("sampling"));
}

void CandidateChart::paintBars(QPainter& painter, std::size_t index, QPointF topLeft) const
{
    const ChartRow& shown = rows_[index];
    const QRectF model = bar(shown.model, index, modelThickness).translated(topLeft);
    switch (shown.verdict) {
    case Verdict::Kept:
        painter.fillRect(model, theme_.modelBar);
        painter.fillRect(bar(shown.sampling, index, samplingThickness).translated(topLeft),
                         theme_.samplingBar);
        break;
    case Verdict::RemovedByTopK:
        paintHatched(painter, model, theme_.removedByTopK);
        break;
    case Verdict::RemovedByTopP:
        paintDotted(painter, model, theme_.removedByTopP);
        break;
    case Verdict::Impossible:
        break;
    }
}

void CandidateChart::paintText(QPainter& painter, std::size_t index, QPointF topLeft) const
{
    const ChartRow& shown = rows_[index];
    const QRectF place = row(index).translated(topLeft);
    const double baseline = place.center().y() + 3.5;
    painter.setFont(figureFont(figureType::tiny));
    painter.setPen(theme_.mutedText);
    if (isApart(index))
        painter.drawText(QPointF(place.left() + labelLeft, baseline - rowHeight),
                         Figure::tr("⋯ sampled, rank %1").arg(countText(shown.rank + 1)));
    else
        paintEndingAt(painter, {place.left() + rankRight, baseline}, countText(shown.rank + 1));

    QFont label = figureTokenFont(labelSize);
    label.setBold(shown.chosen);
    painter.setFont(label);
    painter.setPen(theme_.text);
    painter.drawText(QPointF(place.left() + labelLeft, baseline),
                     QFontMetricsF(label).elidedText(shown.label, Qt::ElideMiddle, labelWidth_));

    painter.setFont(figureFont(figureType::small));
    painter.setPen(theme_.mutedText);
    if (!narrow_)
        paintEndingAt(painter, {place.right() - numberWidth - 4.0, baseline},
                      chartPercent(shown.model));
    const bool kept = shown.verdict == Verdict::Kept;
    painter.setFont(
        figureFont(figureType::small, shown.chosen && kept ? QFont::DemiBold : QFont::Normal));
    painter.setPen(kept ? theme_.text : theme_.mutedText);
    paintEndingAt(painter, {place.right() - 4.0, baseline}, samplingText(shown));
}

} // namespace logitscope
