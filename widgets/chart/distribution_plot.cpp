#include "widgets/chart/distribution_plot.h"

#include "widgets/chart/chart_row_painter.h"
#include "widgets/control/tool_tip.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
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

// What is painted on the grid, across the plot's whole width.
class Painted : public QCPLayerable
{
public:
    using Paint = std::function<void(QPainter&)>;

    Painted(QCustomPlot* plot, Paint paint)
        : QCPLayerable(plot, QStringLiteral("main"))
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
    , AccessibleItems(this)
    , plot_(new QCustomPlot(this))
    , rect_(new QCPAxisRect(plot_, false))
    , values_(rect_->addAxis(QCPAxis::atTop))
    , ticks_(new QCPAxisTickerText)
    , scrollBar_(new QScrollBar(Qt::Vertical, plot_))
{
    plot_->plotLayout()->clear();
    plot_->plotLayout()->addElement(0, 0, rect_);
    plot_->setMinimumSize(1, 1);
    // It would ask for the height that it has, and never become lower.
    plot_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    rect_->setAutoMargins(QCP::msNone);
    values_->setLayer(QStringLiteral("axes"));
    values_->grid()->setLayer(QStringLiteral("grid"));
    values_->grid()->setVisible(true);
    values_->grid()->setZeroLinePen(Qt::NoPen);
    values_->setBasePen(Qt::NoPen);
    values_->setTickPen(Qt::NoPen);
    values_->setTickLength(0);
    values_->setSubTicks(false);
    values_->setPadding(0);
    values_->setTicker(ticks_);
    new Painted(plot_, [this](QPainter& painter) { paintRowsAndCaptions(painter); });
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Candidates for the next token"));
    plot_->setFocusPolicy(Qt::NoFocus);
    plot_->setFocusProxy(this);
    plot_->installEventFilter(this);
    scrollBar_->setFocusPolicy(Qt::NoFocus); // the rows' keys scroll
    connect(plot_, &QCustomPlot::beforeReplot, this, &DistributionPlot::arrange);
    connect(scrollBar_, &QScrollBar::valueChanged, plot_,
            [this] { plot_->replot(QCustomPlot::rpQueuedReplot); });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    explainPlaces(*plot_, [this](QPoint place) { return toolTipAt(place); });
    keepFitting(*this, [this] { follow(); });
}

void DistributionPlot::showRows(std::vector<ChartRow> list, std::vector<ChartRow> apart,
                                std::optional<RandomNumberMark> mark, bool sameStep)
{
    if (!sameStep)
        hasRange_ = false;
    list_.rows = std::move(list);
    apart_.rows = std::move(apart);
    mark_ = mark;
    plot_->replot(QCustomPlot::rpQueuedReplot);
    itemsChanged();
}

void DistributionPlot::setAxis(ChartAxis axis)
{
    axis_.kind = axis;
    hasRange_ = false;
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DistributionPlot::holdAxis(bool isHeld)
{
    isHeld_ = isHeld;
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

std::vector<ChartRow> DistributionPlot::rows() const
{
    std::vector<ChartRow> rows = list_.rows;
    rows.insert(rows.end(), apart_.rows.begin(), apart_.rows.end());
    return rows;
}

std::optional<RandomNumberMark> DistributionPlot::randomNumberMark() const
{
    const auto isAtMark = [this](const ChartRow& row) { return row.rank == mark_->rank; };
    return mark_ && std::ranges::any_of(rows(), isAtMark) ? mark_ : std::nullopt;
}

void DistributionPlot::setMarked(std::optional<StageKind> stage)
{
    marked_ = stage;
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

double DistributionPlot::axisLimit() const
{
    return axis_.range.upper;
}

bool DistributionPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != plot_)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Wheel && scrollBar_->isVisible())
        return QCoreApplication::sendEvent(scrollBar_, event);
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const auto row = rowAt(mouse->position());
        const bool canPick = row && canBePicked(*row);
        plot_->setCursor(canPick ? Qt::PointingHandCursor : Qt::ArrowCursor);
        if (canPick && event->type() == QEvent::MouseButtonRelease &&
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
    values_->grid()->setPen(QPen(theme.border, 1.0));
    values_->setTickLabelFont(columns.small);
    values_->setTickLabelColor(theme.mutedText);
    values_->setTickLabelPadding(static_cast<int>(columns.captionPadding));
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
    plot_->setMinimumHeight(em * 8); // the captions and some five rows
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
    const bool hasApart = !apart_.rows.empty();
    const int count = std::max<int>(static_cast<int>(list_.rows.size()), 1);
    const auto [caption, gap, room, smallest, largest] =
        rowSizes(columns.em, plot_->height(), hasApart);
    const int rowHeight = std::clamp(room / (count + (hasApart ? 1 : 0)), smallest, largest);
    const int apartHeight = hasApart ? rowHeight : 0;
    const int visible = std::clamp((room - apartHeight) / rowHeight, 1, count); // whole rows only
    const int listHeight = visible * rowHeight;

    scrollBar_->setRange(0, count - visible);
    scrollBar_->setPageStep(visible);
    if (std::exchange(toChosen_, false))
        scrollBar_->setValue(firstRowShowing(visible));
    scrollBar_->setVisible(scrollBar_->maximum() > 0);
    scrollBar_->setGeometry(plot_->width() - static_cast<int>(columns.scrollBarWidth), caption,
                            static_cast<int>(columns.scrollBarWidth), listHeight);

    list_.area = QRectF(0, caption, plot_->width(), listHeight);
    list_.scrolled = scrollBar_->value() * rowHeight;
    apart_.area = QRectF(0, caption + listHeight + gap, plot_->width(), apartHeight);
    list_.rowHeight = apart_.rowHeight = rowHeight;

    axis_.left = static_cast<int>(columns.barsLeft);
    axis_.right = static_cast<int>(columns.barsRight);
    rect_->setMargins({static_cast<int>(axis_.left), caption,
                       plot_->width() - static_cast<int>(axis_.right),
                       plot_->height() - caption - listHeight});
    arrangeAxis();
}

void DistributionPlot::arrangeAxis()
{
    const AxisRange needed = axisRangeFor(axis_.kind, rows());
    AxisRange& range = axis_.range;
    if (!std::exchange(hasRange_, true))
        range = needed;
    else if (!isHeld_)
        range = {std::min(range.lower, needed.lower), std::max(range.upper, needed.upper)};
    values_->setScaleType(axis_.kind == ChartAxis::Logarithmic ? QCPAxis::stLogarithmic
                                                               : QCPAxis::stLinear);
    values_->setRange(range.lower, range.upper);
    ticks_->clear();
    for (const AxisTick& tick : axis_.ticks(values_->tickLabelFont()))
        ticks_->addTick(tick.probability, tick.label);
}

// The top of the list, or as far down as it takes to see the chosen row.
int DistributionPlot::firstRowShowing(int visible) const
{
    for (const ChartRow& row : list_.rows)
        if (row.chosen)
            return std::max(0, row.rank + 1 - visible);
    return 0;
}

void DistributionPlot::paintRowsAndCaptions(QPainter& painter) const
{
    const Theme& theme = themeOf(palette());
    const ChartColumns columns(font(), plot_->width());
    paintCaptions(painter, theme, columns, {0.0, 0.0, columns.width, list_.area.top()});
    if (!apart_.rows.empty())
        paintGap(painter, theme, columns, apart_.rows.front().rank,
                 {list_.area.bottomLeft(), apart_.area.topRight()}, isGiven_);
    for (const Pane* pane : {&list_, &apart_}) {
        painter.setClipRect(pane->area);
        paintRows(painter, theme, columns, axis_, pane->rows, pane->rowRect(0), mark_, marked_);
    }
    paintCurrent(painter);
}

} // namespace logitscope
