#include "widgets/chart/draws_plot.h"

#include "widgets/chart/chart_row_painter.h"
#include "widgets/chart/comparison_marks.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

// The two numbers stand where the chart of candidates has its own; the list has its scroll bar
// beside it.
ChartColumns drawsColumns(const QFont& font, double width)
{
    const ChartColumns usual(font, width);
    ChartColumns columns(static_cast<const ChartFonts&>(usual), width, 0.15);
    // The axis' last label stands beside a longer caption.
    const double caption =
        QFontMetricsF(columns.small).horizontalAdvance(DrawsPlot::tr("sampling"));
    const double last = QFontMetricsF(columns.small).horizontalAdvance("100%") / 2;
    if (columns.hasModelColumn)
        columns.barsRight = std::max(columns.modelRight - caption - columns.em * 0.5 - last,
                                     columns.barsLeft + columns.em);
    return columns;
}

BarAxis drawsAxis(const ChartColumns& columns, AxisRange range)
{
    return {ChartAxis::Fitting, range, std::round(columns.barsLeft), std::round(columns.barsRight)};
}

} // namespace

DrawsPlot::DrawsPlot(QWidget* parent) : RowList(parent)
{
    setAccessibleName(tr("Sampling probabilities and shares of the draws"));
}

void DrawsPlot::setStep(std::shared_ptr<const ShapedStep> step, const BytesOf& bytesOf,
                        bool isSameStep)
{
    floor_ = isSameStep ? range_.upper : 0.0;
    step_ = std::move(step);
    bytesOf_ = bytesOf;
    setDraws(std::nullopt, 0.0);
    setRowCount(static_cast<int>(step_->shaped.probabilities.size()));
}

void DrawsPlot::clear()
{
    step_.reset();
    draws_.reset();
    setRowCount(0);
}

void DrawsPlot::setDraws(std::optional<DrawCounts> draws, double largest)
{
    draws_ = std::move(draws);
    range_ = fittingRange(std::max({largest, floor_, step_->shaped.info.topTokenProbability}));
    viewport()->update();
    itemsChanged();
}

DrawsPlot::Row DrawsPlot::row(int index) const
{
    const int rank = step_->shaped.begin + index;
    return {chartRow(step_->distribution, step_->shaped, rank, std::nullopt, bytesOf_),
            draws_ ? draws_->count(rank) : 0, draws_ ? draws_->share(rank) : 0.0};
}

void DrawsPlot::paintCaptions(QPainter& painter, const QRectF& line) const
{
    const Theme& theme = themeOf(palette());
    const auto columns = drawsColumns(font(), line.width());
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    const double baseline =
        line.bottom() - columns.captionPadding - QFontMetricsF(columns.small).descent();
    painter.drawText(QPointF(columns.labelLeft, baseline), tr("token"));
    if (columns.hasModelColumn)
        paintEndingAt(painter, {columns.modelRight, baseline}, tr("sampling"));
    paintEndingAt(painter, {columns.samplingRight, baseline}, tr("drawn"));
    const auto axis = drawsAxis(columns, range_);
    for (const auto& [probability, label] : axis.ticks(columns.small)) {
        const double half = QFontMetricsF(columns.small).horizontalAdvance(label) / 2;
        painter.drawText(QPointF(axis.position(probability) - half, baseline), label);
    }
}

void DrawsPlot::paintGrid(QPainter& painter, const QRectF& area) const
{
    const Theme& theme = themeOf(palette());
    const auto columns = drawsColumns(font(), area.width());
    const auto axis = drawsAxis(columns, range_);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto& [probability, label] : axis.ticks(columns.small)) {
        painter.setPen(QPen(probability > 0.0 ? theme.border : theme.mutedText, 1.0));
        const double x = std::round(axis.position(probability));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void DrawsPlot::paintRow(QPainter& painter, int index, const QRectF& rect) const
{
    const Theme& theme = themeOf(palette());
    const auto columns = drawsColumns(font(), rect.width());
    const auto axis = drawsAxis(columns, range_);
    const auto [token, count, share] = row(index);
    const double rest = std::round(rect.height() * 0.5 / 2) * 2;
    painter.fillRect(QRectF(axis.left, rect.top() + rest / 2,
                            axis.position(token.sampling) - axis.left, rect.height() - rest),
                     theme.samplingBar);
    if (draws_)
        paintDrawn(painter, theme, {axis.position(share), rect.center().y()}, columns.em);

    const double baseline =
        std::round(rect.center().y() + QFontMetricsF(columns.label).capHeight() / 2);
    painter.setFont(columns.small);
    painter.setPen(theme.mutedText);
    if (token.rank < 99)
        paintEndingAt(painter, {columns.rankRight, baseline}, countText(token.rank + 1));
    painter.setFont(columns.label);
    paintTokenLabel(painter, theme, token.label, {columns.labelLeft, baseline},
                    columns.labelRight - columns.labelLeft);
    painter.setFont(columns.number);
    if (columns.hasModelColumn) {
        painter.setPen(theme.mutedText);
        paintEndingAt(painter, {columns.modelRight, baseline}, chartPercent(token.sampling));
    }
    painter.setPen(theme.text);
    if (draws_)
        paintEndingAt(painter, {columns.samplingRight, baseline}, chartPercent(share));
}

QString DrawsPlot::rowTip(int index) const
{
    const auto [token, count, share] = row(index);
    const auto said = tr("%1 · token %2 · rank %3\nsampling probability %4")
                          .arg(token.label)
                          .arg(token.token)
                          .arg(countText(token.rank + 1), percentOf(token.sampling));
    return draws_ ? tr("%1 · drawn %2 of %3 times, %4")
                        .arg(said, countText(count), countText(draws_->n()), percentOf(share))
                  : said;
}

QString DrawsPlot::captionTip(QPointF) const
{
    return tr("The bars are what the sampler gives each token that it keeps; the dots are the "
              "shares that the tokens have of the draws.");
}

} // namespace logitscope
