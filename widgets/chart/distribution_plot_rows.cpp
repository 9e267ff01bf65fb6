// The row of the distribution plot that the mouse or the keyboard is at.
#include "core/sampling/percent.h"
#include "widgets/chart/distribution_plot.h"
#include "widgets/control/stage_card.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QLocale>
#include <QScrollBar>
#include <qcustomplot.h>

#include <algorithm>
#include <utility>

namespace logitscope
{

// Up, Down, Home and End go from row to row; Enter picks one.
bool DistributionPlot::handleKey(int key)
{
    const auto rows = this->rows();
    const int count = static_cast<int>(rows.size());
    switch (key) {
    case Qt::Key_Up:
        goToRow(current_ - 1);
        return true;
    case Qt::Key_Down:
        goToRow(current_ + 1);
        return true;
    case Qt::Key_Home:
        goToRow(0);
        return true;
    case Qt::Key_End:
        goToRow(count - 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current_ < count && canBePicked(rows[static_cast<std::size_t>(current_)]))
            emit candidatePicked(rows[static_cast<std::size_t>(current_)].token);
        return true;
    default:
        return false;
    }
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
    const auto rows = this->rows();
    current_ = std::clamp(row, 0, std::max(static_cast<int>(rows.size()) - 1, 0));
    if (std::cmp_less(current_, list_.rows.size())) {
        const int last = scrollBar_->value() + scrollBar_->pageStep() - 1;
        if (current_ < scrollBar_->value())
            scrollBar_->setValue(current_);
        else if (current_ > last)
            scrollBar_->setValue(scrollBar_->value() + current_ - last);
    }
    if (!rows.empty()) {
        const auto& shown = rows[static_cast<std::size_t>(current_)];
        plot_->setAccessibleName(tr("%1, rank %2, model probability %3, sampling probability %4")
                                     .arg(shown.label)
                                     .arg(shown.rank + 1)
                                     .arg(QString::fromStdString(formatPercent(shown.model)),
                                          QString::fromStdString(formatPercent(shown.sampling))));
    }
    plot_->replot();
}

// The row that has the keyboard.
void DistributionPlot::paintCurrent(QPainter& painter) const
{
    if (!plot_->hasFocus())
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

QString DistributionPlot::toolTipAt(QPointF position) const
{
    const auto row = rowAt(position);
    if (!row)
        return {};
    const QString verdict =
        row->verdict.isKept() ? tr("sampling probability %1")
                                    .arg(QString::fromStdString(formatPercent(row->sampling)))
        : row->verdict.isImpossible() ? tr("impossible")
                                      : tr("removed by %1").arg(stageName(row->verdict.by));
    const auto numbers = tr("%1 · token %2 · rank %3\nmodel probability %4 · %5 · logit %6")
                             .arg(row->label)
                             .arg(row->token)
                             .arg(QLocale(QLocale::English).toString(row->rank + 1),
                                  QString::fromStdString(formatPercent(row->model)), verdict,
                                  QString::number(static_cast<double>(row->logit), 'f', 2));
    return row->chosen || isGiven_ ? numbers
                                   : numbers + u'\n' + tr("A click continues the text with it.");
}

} // namespace logitscope
