#include "widgets/chart/distribution_plot.h"

#include "widgets/chart/chart_pane.h"
#include "widgets/chart/chart_row_painter.h"
#include "widgets/control/tool_tip.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace logitscope
{

namespace
{

// Something painted on the plot beside the bars, across its whole width.
class Painted : public QCPLayerable
{
public:
    using Paint = std::function<void(QCPPainter&)>;

    Painted(QCustomPlot* plot, const QString& layer, Paint paint)
        : QCPLayerable(plot, layer)
        , paint_(std::move(paint))
    {
    }

private:
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}

    void draw(QCPPainter* painter) override { paint_(*painter); }

    Paint paint_;
};

// In pixels: above the list, between it and the row apart, what is left for rows, and how high a
// row is at least and at most.
struct RowSizes
{
    int caption, gap, room, smallest, largest;
};

RowSizes rowSizes(double em, int height, bool hasApart)
{
    const auto pixels = [em](double ems) { return static_cast<int>(std::round(em * ems)); };
    const int caption = pixels(1.7);
    const int gap = hasApart ? pixels(1.2) : 0;
    return {caption, gap, std::max(height - caption - gap, 2), pixels(1.25), pixels(2.4)};
}

} // namespace

DistributionPlot::DistributionPlot(QWidget* parent)
    : QWidget(parent)
    , plot_(new QCustomPlot(this))
    , scrollBar_(new QScrollBar(Qt::Vertical, plot_))
{
    plot_->plotLayout()->clear();
    plot_->plotLayout()->setRowSpacing(0);
    plot_->setMinimumSize(1, 1);
    // It would ask for the height that it has, and never become lower.
    plot_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    list_ = std::make_unique<ChartPane>(plot_, 0);
    apart_ = std::make_unique<ChartPane>(plot_, 1);
    list_->values->setTickLabels(true);
    apart_->values->grid()->setVisible(false); // one row needs none
    for (const QString& layer : {QStringLiteral("background"), QStringLiteral("overlay")})
        new Painted(plot_, layer, [this, behind = layer == "background"](QCPPainter& painter) {
            behind ? paintBehind(painter) : paintInFront(painter);
        });
    plot_->setFocusPolicy(Qt::TabFocus);
    plot_->installEventFilter(this);
    scrollBar_->setFocusPolicy(Qt::NoFocus); // the rows' keys scroll
    connect(plot_, &QCustomPlot::beforeReplot, this, &DistributionPlot::arrange);
    connect(scrollBar_, &QScrollBar::valueChanged, plot_,
            [this] { plot_->replot(QCustomPlot::rpQueuedReplot); });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    follow();
}

DistributionPlot::~DistributionPlot() = default;

void DistributionPlot::showRows(std::vector<ChartRow> list, std::vector<ChartRow> apart,
                                std::optional<RandomNumberMark> mark, bool sameStep)
{
    if (!sameStep)
        range_.reset();
    list_->show(std::move(list));
    apart_->show(std::move(apart));
    mark_ = mark;
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DistributionPlot::setAxis(ChartAxis axis)
{
    axis_ = axis;
    range_.reset();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DistributionPlot::holdAxis(bool isHeld)
{
    isHeld_ = isHeld;
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

std::vector<ChartRow> DistributionPlot::rows() const
{
    std::vector<ChartRow> rows = list_->rows();
    std::ranges::move(apart_->rows(), std::back_inserter(rows));
    return rows;
}

std::optional<RandomNumberMark> DistributionPlot::randomNumberMark() const
{
    const bool shown =
        mark_ &&
        (std::ranges::any_of(list_->known,
                             [this](const ChartRow& row) { return row.rank == mark_->rank; }) ||
         std::ranges::any_of(apart_->known,
                             [this](const ChartRow& row) { return row.rank == mark_->rank; }));
    return shown ? mark_ : std::nullopt;
}

double DistributionPlot::axisLimit() const
{
    return list_->values->range().upper;
}

void DistributionPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        follow();
    QWidget::changeEvent(event);
}

bool DistributionPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != plot_)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Wheel && scrollBar_->isVisible())
        return QCoreApplication::sendEvent(scrollBar_, event);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(),
                           wrappedToolTip(toolTipAt(help->pos()), QToolTip::font()), plot_);
        return true;
    }
    if (event->type() == QEvent::FocusIn)
        goToRow(chosenRow());
    if (event->type() == QEvent::FocusOut)
        plot_->replot();
    if (event->type() == QEvent::KeyPress && handleKey(static_cast<QKeyEvent*>(event)->key()))
        return true;
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const auto row = rowAt(mouse->position());
        const bool canBePicked = row && row->verdict != Verdict::Impossible;
        plot_->setCursor(canBePicked ? Qt::PointingHandCursor : Qt::ArrowCursor);
        if (canBePicked && event->type() == QEvent::MouseButtonRelease &&
            mouse->button() == Qt::LeftButton)
            emit candidatePicked(row->token);
    }
    return QWidget::eventFilter(watched, event);
}

void DistributionPlot::follow()
{
    const Theme& theme = themeOf(palette());
    const int em = fontMetrics().height();
    const ChartColumns columns(font(), width());
    list_->values->setTickLabelFont(columns.small);
    list_->values->setTickLabelColor(theme.mutedText);
    list_->values->setTickLabelPadding(static_cast<int>(columns.captionPadding));
    plot_->setBackground(theme.surface);
    scrollBar_->setStyleSheet(
        QStringLiteral(
            "QScrollBar { background: transparent; width: %1px; margin: 0; }"
            "QScrollBar::handle { background: %2; border-radius: %3px; min-height: %4px; }"
            "QScrollBar::handle:hover { background: %5; }"
            "QScrollBar::handle:focus { background: %6; }"
            "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
            "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }")
            .arg(static_cast<int>(columns.scrollBarWidth))
            .arg(theme.border.name())
            .arg(static_cast<int>(columns.scrollBarWidth) / 2)
            .arg(em * 2)
            .arg(theme.mutedText.name())
            .arg(theme.accent.name()));
    plot_->setMinimumHeight(em * 10); // the captions and some six rows
    devicePixelRatio_ = 0.0;          // the patterns are made anew
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

int DistributionPlot::rowsThatFit(bool hasApart) const
{
    const ChartColumns columns(font(), width());
    const auto sizes = rowSizes(columns.em, height(), hasApart);
    return sizes.room / sizes.smallest - (hasApart ? 1 : 0);
}

// Rows are as high as there is room for, within what reads well; beyond that the list scrolls.
void DistributionPlot::arrange()
{
    const ChartColumns columns(font(), plot_->width());
    if (devicePixelRatio_ != plot_->devicePixelRatioF()) {
        devicePixelRatio_ = plot_->devicePixelRatioF();
        for (ChartPane* pane : {list_.get(), apart_.get()})
            pane->setColours(themeOf(palette()), columns.em, devicePixelRatio_);
    }

    const bool hasApart = !apart_->known.empty();
    const int count = std::max<int>(static_cast<int>(list_->known.size()), 1);
    const auto [caption, gap, room, smallest, largest] =
        rowSizes(columns.em, plot_->height(), hasApart);
    const int rowHeight = std::clamp(room / (count + (hasApart ? 1 : 0)), smallest, largest);
    const int apartHeight = hasApart ? rowHeight : 0;
    const int visible = std::clamp((room - apartHeight) / rowHeight, 1, count); // whole rows only
    const int listHeight = visible * rowHeight;
    const int rest = std::max(room - apartHeight - listHeight, 0);

    const int left = static_cast<int>(columns.barsLeft);
    const int right = plot_->width() - static_cast<int>(columns.barsRight);
    list_->rect->setMargins({left, caption, right, hasApart ? 0 : rest});
    apart_->rect->setMargins({left, gap, right, hasApart ? rest : 0});
    for (const auto& [pane, height] :
         {std::pair(list_.get(), listHeight), std::pair(apart_.get(), apartHeight)}) {
        pane->rect->setMinimumSize(1, height);
        pane->rect->setMaximumSize(QWIDGETSIZE_MAX, height);
    }
    apart_->rect->setVisible(hasApart);

    scrollBar_->setRange(0, count - visible);
    scrollBar_->setPageStep(visible);
    if (std::exchange(toChosen_, false))
        scrollBar_->setValue(firstRowShowing(visible));
    scrollBar_->setVisible(scrollBar_->maximum() > 0);
    scrollBar_->setGeometry(plot_->width() - static_cast<int>(columns.scrollBarWidth), caption,
                            static_cast<int>(columns.scrollBarWidth), listHeight);
    list_->setRows(rowHeight, scrollBar_->value() * rowHeight);
    apart_->setRows(rowHeight, 0.0);

    arrangeAxis(columns.barsRight - columns.barsLeft);
}

void DistributionPlot::arrangeAxis(double width)
{
    const AxisRange needed = axisRangeFor(axis_, rows());
    if (!range_)
        range_ = needed;
    if (!isHeld_)
        range_ = {std::min(range_->lower, needed.lower), std::max(range_->upper, needed.upper)};
    for (ChartPane* pane : {list_.get(), apart_.get()})
        pane->setAxis(axis_, *range_, width);
}

// The top of the list, or as far down as it takes to see the chosen row.
int DistributionPlot::firstRowShowing(int visible) const
{
    for (const ChartRow& row : list_->known)
        if (row.chosen)
            return std::max(0, row.rank + 1 - visible);
    return 0;
}

void DistributionPlot::paintBehind(QCPPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const ChartColumns columns(font(), plot_->width());
    for (const ChartPane* pane : {list_.get(), apart_.get()})
        for (std::size_t i = 0; i < pane->known.size(); ++i)
            if (pane->known[i].chosen) {
                painter.setClipRect(pane->area(columns.width));
                paintChosenBand(painter, theme, columns, pane->rowRect(i));
            }
}

void DistributionPlot::paintInFront(QCPPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const ChartColumns columns(font(), plot_->width());
    paintCaptions(painter, theme, columns, {0.0, 0.0, columns.width, double(list_->rect->top())});
    for (const ChartPane* pane : {list_.get(), apart_.get()}) {
        painter.setClipRect(pane->area(columns.width));
        const std::vector<ChartRow> rows = pane->rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const QRectF rect = pane->rowRect(i);
            paintRowText(painter, theme, columns, rows[i], rect);
            if (rows[i].sampling > pane->values->range().upper)
                paintBreak(painter, *pane, i);
            else if (mark_ && mark_->rank == rows[i].rank) {
                const double begin = pane->values->coordToPixel(pane->values->range().lower);
                const double end = pane->values->coordToPixel(rows[i].sampling);
                const double x = begin + (end - begin) * mark_->fraction;
                const double barHeight = pane->sampling->width();
                paintRandomNumberMark(painter, theme, {x, rect.center().y() - barHeight / 2},
                                      std::min(rect.height() * 0.42, columns.em * 0.6), barHeight);
            }
        }
    }
    paintCuts(painter);
    paintCurrent(painter);
    if (!apart_->known.empty()) {
        painter.setClipping(false);
        const double bottom = apart_->rect->top();
        const double top = list_->rect->bottom() + 1;
        paintGap(painter, theme, columns, apart_->known.front().rank,
                 {0.0, top, columns.width, bottom - top});
    }
}

// Two slanted gaps at the end of a bar that is longer than the axis.
void DistributionPlot::paintBreak(QCPPainter& painter, const ChartPane& pane, std::size_t row) const
{
    const double em = fontMetrics().height();
    const double end = pane.values->coordToPixel(pane.values->range().upper);
    const double half = pane.sampling->width() / 2;
    const double y = pane.rowRect(row).center().y();
    painter.setPen(QPen(themeOf(palette()).surface, em * 0.16, Qt::SolidLine, Qt::FlatCap));
    for (const double x : {end - em * 0.9, end - em * 0.5})
        painter.drawLine(QPointF(x - em * 0.15, y + half + 1),
                         QPointF(x + em * 0.15, y - half - 1));
}

// A line through the list where a stage has removed all that follows.
void DistributionPlot::paintCuts(QCPPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const ChartColumns columns(font(), plot_->width());
    painter.setClipRect(list_->area(columns.width));
    for (std::size_t row = 1; row < list_->known.size(); ++row) {
        const Verdict verdict = list_->known[row].verdict;
        if (verdict == list_->known[row - 1].verdict)
            continue;
        if (verdict != Verdict::RemovedByTopK && verdict != Verdict::RemovedByTopP)
            continue;
        const double y = std::round(list_->rowRect(row).top());
        painter.setPen(
            QPen(verdict == Verdict::RemovedByTopK ? theme.removedByTopK : theme.removedByTopP,
                 std::max(1.0, std::round(columns.em * 0.1)), Qt::DashLine));
        painter.drawLine(QPointF(columns.labelLeft, y), QPointF(columns.samplingRight, y));
    }
}

} // namespace logitscope
