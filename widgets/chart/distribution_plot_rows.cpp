// The row of the distribution plot that the mouse or the keyboard is at.
#include "core/sampling/percent.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/control/stage_card.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QScrollBar>
#include <qcustomplot.h>

#include <algorithm>
#include <utility>

namespace logitscope
{

// Up, Down, Home and End go from row to row; Enter picks one.
void DistributionPlot::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return goToRow(current_ - 1);
    case Qt::Key_Down:
        return goToRow(current_ + 1);
    case Qt::Key_Home:
        return goToRow(0);
    case Qt::Key_End:
        return goToRow(itemCount() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current_ < itemCount() && canPressItem(current_))
            pressItem(current_);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void DistributionPlot::focusInEvent(QFocusEvent*)
{
    goToRow(chosenRow());
}

void DistributionPlot::focusOutEvent(QFocusEvent*)
{
    plot_->replot();
}

int DistributionPlot::chosenRow() const
{
    const auto rows = this->rows();
    const auto chosen = std::ranges::find(rows, true, &ChartRow::chosen);
    return chosen == rows.end() ? 0 : static_cast<int>(chosen - rows.begin());
}

// Into view, and said.
void DistributionPlot::goToRow(int row)
{
    current_ = std::clamp(row, 0, std::max(itemCount() - 1, 0));
    if (std::cmp_less(current_, list_.rows.size())) {
        const int last = scrollBar_->value() + scrollBar_->pageStep() - 1;
        if (current_ < scrollBar_->value())
            scrollBar_->setValue(current_);
        else if (current_ > last)
            scrollBar_->setValue(scrollBar_->value() + current_ - last);
    }
    currentItemChanged();
    plot_->replot();
}

// The row that has the keyboard.
void DistributionPlot::paintCurrent(QPainter& painter) const
{
    if (!hasFocus())
        return;
    auto row = static_cast<std::size_t>(current_);
    for (const Pane* pane : {&list_, &apart_}) {
        if (row < pane->rows.size()) {
            painter.setClipRect(pane->area);
            paintFocusRing(painter, pane->rowRect(row).adjusted(0, 0, -1, 0).toAlignedRect(),
                           themeOf(palette()));
            return;
        }
        row -= pane->rows.size();
    }
}

std::optional<ChartRow> DistributionPlot::rowAt(QPointF position) const
{
    for (const Pane* pane : {&list_, &apart_}) {
        if (!pane->area.contains(position))
            continue;
        const double down = position.y() - pane->rowRect(0).top();
        const auto row = static_cast<std::size_t>(down / pane->rowHeight);
        if (row < pane->rows.size())
            return pane->rows[row];
    }
    return std::nullopt;
}

const ChartRow& DistributionPlot::row(int index) const
{
    const auto row = static_cast<std::size_t>(index);
    const auto listed = list_.rows.size();
    return row < listed ? list_.rows[row] : apart_.rows[row - listed];
}

QString DistributionPlot::textOf(const ChartRow& row) const
{
    if (row.isOthers())
        return tr("%1: the server told only their probability together, %2")
            .arg(row.label, QString::fromStdString(formatPercent(row.model)));
    const QString verdict =
        row.verdict.isKept()
            ? tr("sampling probability %1").arg(QString::fromStdString(formatPercent(row.sampling)))
        : row.verdict.isUnknown()    ? tr("unknown")
        : row.verdict.isImpossible() ? tr("impossible")
                                     : tr("removed by %1").arg(stageName(row.verdict.by));
    return tr("%1 · token %2 · rank %3\nmodel probability %4 · %5 · logit %6")
        .arg(row.label)
        .arg(row.token)
        .arg(QLocale(QLocale::English).toString(row.rank + 1),
             QString::fromStdString(formatPercent(row.model)), verdict,
             QString::number(static_cast<double>(row.logit), 'f', 2));
}

QString DistributionPlot::toolTipAt(QPointF position) const
{
    const auto row = rowAt(position);
    if (!row)
        return {};
    return row->chosen || !canBePicked(*row)
               ? textOf(*row)
               : textOf(*row) + u'\n' + tr("A click continues the text with it.");
}

int DistributionPlot::itemCount() const
{
    return static_cast<int>(list_.rows.size() + apart_.rows.size());
}

QString DistributionPlot::itemName(int index) const
{
    const auto& shown = row(index);
    const auto text = textOf(shown).replace(u'\n', QStringLiteral(" · "));
    if (!shown.chosen)
        return text;
    return isGiven_ ? tr("%1 · in the prompt").arg(text) : tr("%1 · sampled").arg(text);
}

QRect DistributionPlot::itemPlace(int index) const
{
    const auto row = static_cast<std::size_t>(index);
    const auto listed = list_.rows.size();
    const auto place = row < listed ? list_.rowRect(row) : apart_.rowRect(row - listed);
    return place.translated(plot_->pos()).toAlignedRect();
}

std::optional<int> DistributionPlot::currentItem() const
{
    return current_ < itemCount() ? std::optional(current_) : std::nullopt;
}

bool DistributionPlot::isItemSelected(int index) const
{
    return row(index).chosen;
}

bool DistributionPlot::canPressItem(int index) const
{
    return canBePicked(row(index));
}

void DistributionPlot::pressItem(int index)
{
    emit candidatePicked(row(index).token);
}

} // namespace logitscope
