#include "widgets/figure/step_matrix.h"

#include "core/sampling/percent.h"
#include "widgets/chart/chart_row_painter.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_numbers.h"
#include "widgets/figure/figure_style.h"
#include "widgets/figure/page_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int mostLikely = 12; // tokens, whoever samples them
constexpr double belowRule = 7.0;
constexpr double belowHead = 10.0;
constexpr double rowPitch = 15.0; // of the rows
constexpr double rankEnd = 22.0;
constexpr double labelStart = 30.0;
constexpr double widestColumn = 60.0;
constexpr double withNumber = 46.0; // a column that has room for a percentage
constexpr double percentWidth = 42.0;
constexpr double leastBars = 20.0;
constexpr double longestName = 90.0;
constexpr double betweenNames = 5.0; // and the rows
constexpr double aroundKept = 6.0;
constexpr double aboveNote = 8.0;
constexpr int matrixLabelSize = 10;

} // namespace

StepMatrix::StepMatrix(const StepUnderAll& step, const Theme& theme, double width)
    : theme_(theme)
    , width_(width)
    , head_(step.head, figureFont(figureType::name, QFont::DemiBold), theme.text, width)
{
    const auto kept = step.keptTexts();
    for (const auto& column : step.columns)
        names_.push_back({column.name, column.selected, kept[static_cast<int>(names_.size())]});
    for (auto& token : step.rows(mostLikely, mostLikely)) {
        Row row{std::move(token), {}};
        for (const auto& column : step.columns)
            row.cells.push_back({column.shaped.probability(row.token.rank),
                                 row.token.rank == column.shaped.draw(column.u)});
        rows_.push_back(std::move(row));
    }

    const auto count = static_cast<double>(std::max<std::size_t>(names_.size(), 1));
    labelWidth_ = std::clamp(width * 0.16, 52.0, 120.0);
    columnWidth_ =
        std::min(widestColumn, std::min(width * 0.62, width - labelStart - labelWidth_) / count);
    columnsLeft_ = width - columnWidth_ * count;
    note_.emplace(noteBlock(noteText(), theme, width));
    kept_ = keptFoot(QFontMetricsF(figureFont(figureType::tiny)), kept, columnWidth_);
    const QFontMetricsF metrics(figureFont(figureType::small, QFont::DemiBold));
    for (const Name& name : names_)
        nameHeight_ =
            std::max(nameHeight_, std::min(longestName, metrics.horizontalAdvance(name.text)));
}

// Where the columns leave no room the bars go, then the numbers beside them.
double StepMatrix::barRoom() const
{
    return columnsLeft_ - 8.0 - percentWidth - 6.0 - (labelStart + labelWidth_ + 8.0);
}

QString StepMatrix::noteText() const
{
    const QString marks = Figure::tr("Blue: kept, deeper where the sampling probability is higher. "
                                     "–: removed. ◆: sampled at the strategy's u. Below: how many "
                                     "candidates it keeps.");
    return barRoom() < leastBars ? marks : Figure::tr("Bars: model probability. %1").arg(marks);
}

double StepMatrix::lineTop(std::size_t row) const
{
    return belowRule + head_.height() + belowHead + nameHeight_ + betweenNames +
           rowPitch * static_cast<double>(row);
}

double StepMatrix::height() const
{
    return lineTop(rows_.size()) + kept_.height + aroundKept + aboveNote + note_->height();
}

QRectF StepMatrix::cell(std::size_t row, std::size_t column) const
{
    return {columnsLeft_ + columnWidth_ * static_cast<double>(column), lineTop(row), columnWidth_,
            rowPitch};
}

void StepMatrix::paint(QPainter& painter, QPointF topLeft) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(topLeft, QSizeF(width_, 0.8)), theme_.text);
    head_.paint(painter, topLeft + QPointF(0.0, belowRule));
    paintNames(painter, topLeft);
    if (columnWidth_ < withNumber)
        paintScale(painter, topLeft);
    for (std::size_t row = 0; row < rows_.size(); ++row)
        paintRow(painter, row, topLeft);
    paintKept(painter, topLeft);
    note_->paint(painter, topLeft + QPointF(0.0, height() - note_->height()));
    painter.restore();
}

void StepMatrix::paintNames(QPainter& painter, QPointF topLeft) const
{
    for (std::size_t column = 0; column < names_.size(); ++column) {
        const Name& name = names_[column];
        painter.save();
        painter.setFont(
            figureFont(figureType::small, name.selected ? QFont::DemiBold : QFont::Normal));
        painter.setPen(theme_.text);
        const QFontMetricsF metrics(painter.font());
        const QRectF first = cell(0, column).translated(topLeft);
        painter.translate(first.center().x() + metrics.capHeight() / 2.0,
                          first.top() - betweenNames);
        painter.rotate(-90.0);
        painter.drawText(QPointF(), metrics.elidedText(name.text, Qt::ElideRight, longestName));
        painter.restore();
    }
}

// What the colours mean, where the boxes have no room for numbers: beside the names.
void StepMatrix::paintScale(QPainter& painter, QPointF topLeft) const
{
    constexpr double pitch = 12.0;
    const QFont font = figureFont(figureType::tiny);
    double y = topLeft.y() + lineTop(0) - betweenNames - 3.0 * pitch;
    painter.setFont(font);
    painter.setPen(theme_.mutedText);
    painter.drawText(QPointF(topLeft.x(), y - 4.0),
                     QFontMetricsF(font).elidedText(Figure::tr("Sampling probability"),
                                                    Qt::ElideRight, columnsLeft_ - 6.0));
    for (const double probability : {1.0, 0.1, 0.01}) {
        paintKeptBox(painter, theme_, QRectF(topLeft.x(), y, 14.0, 9.0), probability, 0.5);
        painter.setPen(theme_.mutedText);
        painter.drawText(QPointF(topLeft.x() + 19.0, y + 7.5),
                         QString::fromStdString(formatPercent(probability)));
        y += pitch;
    }
}

void StepMatrix::paintRow(QPainter& painter, std::size_t index, QPointF topLeft) const
{
    const Row& row = rows_[index];
    const QRectF place(topLeft + QPointF(0.0, lineTop(index)), QSizeF(width_, rowPitch));
    if (index > 0 && row.token.rank > rows_[index - 1].token.rank + 1) { // ranks are left out above
        painter.setPen(QPen(theme_.mutedText, 0.5, Qt::DotLine));
        painter.drawLine(place.topLeft(), place.topLeft() + QPointF(columnsLeft_ - 6.0, 0.0));
    }
    const double baseline = place.center().y() + 3.5;
    painter.setFont(figureFont(figureType::tiny));
    painter.setPen(theme_.mutedText);
    paintEndingAt(painter, {place.left() + rankEnd, baseline}, countText(row.token.rank + 1));
    const QFont label = figureTokenFont(matrixLabelSize);
    painter.setFont(label);
    painter.setPen(theme_.text);
    painter.drawText(
        QPointF(place.left() + labelStart, baseline),
        QFontMetricsF(label).elidedText(row.token.label, Qt::ElideMiddle, labelWidth_));

    const double left = place.left() + labelStart + labelWidth_ + 8.0;
    const double right = topLeft.x() + columnsLeft_ - 8.0;
    if (right - left >= percentWidth) {
        painter.setFont(figureFont(figureType::small));
        painter.setPen(theme_.mutedText);
        paintEndingAt(painter, {right, baseline},
                      QString::fromStdString(formatPercent(row.token.probability)));
    }
    const double bars = barRoom();
    if (bars >= leastBars)
        painter.fillRect(
            QRectF(left, place.center().y() - 4.0,
                   bars * row.token.probability / std::max(rows_.front().token.probability, 1e-300),
                   8.0),
            theme_.modelBar);
    for (std::size_t column = 0; column < row.cells.size(); ++column)
        paintCell(painter, row.cells[column],
                  cell(index, column).translated(topLeft).adjusted(1.0, 1.0, -1.0, -1.0));
}

void StepMatrix::paintCell(QPainter& painter, const Cell& shown, const QRectF& box) const
{
    if (shown.probability <= 0.0) {
        paintRemovedDash(painter, theme_, box, 0.7);
        return;
    }
    const QPointF c = box.center();
    paintKeptBox(painter, theme_, box, shown.probability, 0.5);
    const bool numbered = box.width() >= withNumber - 2.0;
    if (shown.sampled) {
        const double size = std::min(box.height(), box.width()) * 0.42;
        paintSampledDiamond(painter, theme_, numbered ? QPointF(box.left() + size + 2.0, c.y()) : c,
                            size);
    }
    if (!numbered)
        return;
    painter.setFont(figureFont(figureType::tiny));
    painter.setPen(readableOn(keptColour(theme_, shown.probability), theme_));
    paintEndingAt(painter, {box.right() - 2.0, c.y() + 3.0},
                  QString::fromStdString(formatPercent(shown.probability)));
}

void StepMatrix::paintKept(QPainter& painter, QPointF topLeft) const
{
    const QFont font = figureFont(figureType::tiny);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(theme_.mutedText);
    const double middle = topLeft.y() + lineTop(rows_.size()) + (aroundKept + kept_.height) / 2.0;
    const QString label = Figure::tr("candidates kept");
    if (metrics.horizontalAdvance(label) + labelStart < columnsLeft_ - 8.0)
        paintEndingAt(
            painter, {topLeft.x() + columnsLeft_ - 8.0, middle + metrics.capHeight() / 2.0}, label);
    for (std::size_t column = 0; column < names_.size(); ++column)
        paintKeptText(painter, {topLeft.x() + cell(0, column).center().x(), middle},
                      names_[column].kept, kept_.upwards);
}

} // namespace logitscope
