#include "widgets/distribution_chart.h"

#include "core/sampling/percent.h"
#include "widgets/card.h"
#include "widgets/chart_legend.h"
#include "widgets/chart_pane.h"
#include "widgets/chart_row_painter.h"
#include "widgets/die_mark.h"
#include "widgets/segmented_switch.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolTip>
#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::array rowCounts{10, 20, 40};

std::vector<SegmentedSwitch::Choice> rowChoices()
{
    std::vector<SegmentedSwitch::Choice> choices;
    for (const int count : rowCounts)
        choices.push_back({count, QString::number(count),
                           DistributionChart::tr("Show the %1 most likely tokens.").arg(count)});
    return choices;
}

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

QString english(int number)
{
    return QLocale(QLocale::English).toString(number);
}

} // namespace

DistributionChart::DistributionChart(QWidget* parent)
    : QWidget(parent)
    , title_(new QLabel(tr("Next token"), this))
    , subtitle_(new QLabel(this))
    , switch_(new SegmentedSwitch(rowChoices(), this))
    , card_(new Card(this))
    , empty_(
          new QLabel(tr("Generate or step: the candidates for the next token appear here."), this))
    , plot_(new QCustomPlot(this))
    , scrollBar_(new QScrollBar(Qt::Vertical, plot_))
{
    makePlot();
    makeLayout();
    setAccessibleName(tr("Probabilities of the next token"));
    switch_->setValue(rowCount_);
    connect(switch_, &SegmentedSwitch::picked, this, &DistributionChart::setRowCount);
    follow();
    clear();
}

DistributionChart::~DistributionChart() = default;

void DistributionChart::makePlot()
{
    plot_->plotLayout()->clear();
    plot_->plotLayout()->setRowSpacing(0);
    plot_->setMinimumSize(1, 1);
    list_ = std::make_unique<ChartPane>(plot_, 0);
    apart_ = std::make_unique<ChartPane>(plot_, 1);
    list_->values->setTickLabels(true);
    for (const QString& layer : {QStringLiteral("background"), QStringLiteral("overlay")})
        new Painted(plot_, layer, [this, behind = layer == "background"](QCPPainter& painter) {
            behind ? paintBehind(painter) : paintInFront(painter);
        });
    plot_->setFocusPolicy(Qt::NoFocus);
    plot_->installEventFilter(this);
    scrollBar_->setFocusPolicy(Qt::TabFocus);
    connect(plot_, &QCustomPlot::beforeReplot, this, &DistributionChart::arrange);
    connect(scrollBar_, &QScrollBar::valueChanged, plot_,
            [this] { plot_->replot(QCustomPlot::rpQueuedReplot); });
}

void DistributionChart::makeLayout()
{
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);

    auto* header = new QHBoxLayout;
    header->addWidget(title_, 0, Qt::AlignBaseline);
    header->addWidget(subtitle_, 1, Qt::AlignBaseline);
    header->addWidget(switch_);

    pages_ = new QStackedLayout;
    pages_->addWidget(empty_);
    pages_->addWidget(plot_);

    // A stacked layout has no margins of its own.
    auto* inside = new QVBoxLayout(card_);
    inside->addLayout(pages_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(header);
    layout->addWidget(card_, 1);
    layout->addWidget(new ChartLegend(this));
}

void DistributionChart::setStep(const Distribution& distribution, const Shaped& shaped,
                                std::optional<Drawn> drawn, const BytesOf& bytesOf)
{
    const auto chosen = drawn ? std::optional(drawn->token) : std::nullopt;
    candidates_ = chartRows(distribution, shaped, rowCounts.back(), chosen, bytesOf);
    vocabularySize_ = distribution.size();
    newlyDrawn_ = newlyDrawn_ || drawn != drawn_; // a slider that moves leaves the list where it is
    drawn_ = drawn;
    die_.reset();
    if (drawn) {
        const int rank = shaped.draw(drawn->u);
        const auto [begin, end] = shaped.interval(rank);
        die_ = DieMark{rank, (drawn->u - begin) / (end - begin)};
    }
    pages_->setCurrentWidget(plot_);
    showRows();
}

void DistributionChart::clear()
{
    candidates_.clear();
    drawn_.reset();
    die_.reset();
    pages_->setCurrentWidget(empty_);
    showRows();
}

void DistributionChart::setRowCount(int count)
{
    const int nearest = *std::ranges::min_element(
        rowCounts, {}, [count](int candidate) { return std::abs(candidate - count); });
    switch_->setValue(nearest);
    if (nearest == rowCount_)
        return;
    rowCount_ = nearest;
    showRows();
}

void DistributionChart::showRows()
{
    std::vector<ChartRow> listed;
    std::vector<ChartRow> apart;
    for (const ChartRow& row : candidates_)
        if (row.rank < rowCount_)
            listed.push_back(row);
        else if (row.chosen)
            apart.push_back(row);
    list_->show(std::move(listed));
    apart_->show(std::move(apart));
    subtitle_->setText(
        candidates_.empty()
            ? QString()
            : tr("%1 most likely of %2").arg(list_->known.size()).arg(english(vocabularySize_)));
    describe();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DistributionChart::describe()
{
    const auto sentence = [](const ChartRow& row) {
        return tr("%1: raw %2, final %3.")
            .arg(row.label, QString::fromStdString(formatPercent(row.raw)),
                 QString::fromStdString(formatPercent(row.final)));
    };
    QString text = candidates_.empty() ? empty_->text() : QString();
    for (const ChartRow& row : candidates_)
        if (row.chosen)
            text += tr("Chosen, rank %1: ").arg(english(row.rank + 1)) + sentence(row) + u' ';
    for (std::size_t i = 0; i < std::min<std::size_t>(candidates_.size(), 3); ++i)
        text += sentence(candidates_[i]) + u' ';
    setAccessibleDescription(text.trimmed());
}

std::vector<ChartRow> DistributionChart::rows() const
{
    std::vector<ChartRow> rows = list_->rows();
    std::ranges::move(apart_->rows(), std::back_inserter(rows));
    return rows;
}

std::optional<DistributionChart::DieMark> DistributionChart::dieMark() const
{
    const bool shown =
        die_ &&
        (std::ranges::any_of(list_->known,
                             [this](const ChartRow& row) { return row.rank == die_->rank; }) ||
         std::ranges::any_of(apart_->known,
                             [this](const ChartRow& row) { return row.rank == die_->rank; }));
    return shown ? die_ : std::nullopt;
}

double DistributionChart::axisLimit() const
{
    return list_->values->range().upper;
}

void DistributionChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        follow();
    QWidget::changeEvent(event);
}

bool DistributionChart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != plot_)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Wheel && scrollBar_->isVisible())
        return QCoreApplication::sendEvent(scrollBar_, event);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), plot_);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void DistributionChart::follow()
{
    const Theme& theme = themeOf(palette());
    const int em = fontMetrics().height();

    QFont titleFont = font();
    titleFont.setBold(true);
    title_->setFont(titleFont);
    const ChartColumns columns(font(), width());
    subtitle_->setFont(columns.small);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    subtitle_->setPalette(muted);
    empty_->setPalette(muted);
    layout()->setSpacing(em / 2);
    empty_->setMargin(em);

    list_->values->setTickLabelFont(columns.small);
    list_->values->setTickLabelColor(theme.mutedText);
    list_->values->setTickLabelPadding(static_cast<int>(columns.captionPadding));
    plot_->setBackground(theme.surface);
    const int inset = card_->inset();
    card_->layout()->setContentsMargins(inset, inset, inset, inset);
    scrollBar_->setStyleSheet(
        QStringLiteral(
            "QScrollBar { background: transparent; width: %1px; margin: 0; }"
            "QScrollBar::handle { background: %2; border-radius: %3px; min-height: %4px; }"
            "QScrollBar::handle:hover { background: %5; }"
            "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
            "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }")
            .arg(static_cast<int>(columns.scrollBarWidth))
            .arg(theme.border.name())
            .arg(static_cast<int>(columns.scrollBarWidth) / 2)
            .arg(em * 2)
            .arg(theme.mutedText.name()));
    plot_->setMinimumHeight(em * 12); // the captions and some eight rows
    devicePixelRatio_ = 0.0;          // the patterns are made anew
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DistributionChart::arrange()
{
    const ChartColumns columns(font(), plot_->width());
    if (devicePixelRatio_ != plot_->devicePixelRatioF()) {
        devicePixelRatio_ = plot_->devicePixelRatioF();
        for (ChartPane* pane : {list_.get(), apart_.get()})
            pane->setColours(themeOf(palette()), columns.em, devicePixelRatio_);
    }

    // Rows are as high as there is room for, within what reads well; beyond that the list scrolls.
    const bool hasApart = !apart_->known.empty();
    const int count = std::max<int>(static_cast<int>(list_->known.size()), 1);
    const int caption = static_cast<int>(std::round(columns.em * 1.7));
    const int gap = hasApart ? static_cast<int>(std::round(columns.em * 1.2)) : 0;
    const int room = std::max(plot_->height() - caption - gap, 2);
    const int smallest = static_cast<int>(std::round(columns.em * 1.25));
    const int largest = static_cast<int>(std::round(columns.em * 2.4));
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
    if (std::exchange(newlyDrawn_, false))
        scrollBar_->setValue(firstRowShowing(visible));
    scrollBar_->setVisible(scrollBar_->maximum() > 0);
    scrollBar_->setGeometry(plot_->width() - static_cast<int>(columns.scrollBarWidth), caption,
                            static_cast<int>(columns.scrollBarWidth), listHeight);
    list_->setRows(rowHeight, scrollBar_->value() * rowHeight);
    apart_->setRows(rowHeight, 0.0);

    double largestValue = 0.0;
    for (const ChartRow& row : rows())
        largestValue = std::max({largestValue, row.raw, row.final});
    for (ChartPane* pane : {list_.get(), apart_.get()})
        pane->setLimit(axisLimitFor(largestValue), columns.barsRight - columns.barsLeft);
}

// The top of the list, or as far down as it takes to see the chosen row.
int DistributionChart::firstRowShowing(int visible) const
{
    for (const ChartRow& row : list_->known)
        if (row.chosen)
            return std::max(0, row.rank + 1 - visible);
    return 0;
}

void DistributionChart::paintBehind(QCPPainter& painter) const
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

void DistributionChart::paintInFront(QCPPainter& painter) const
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
            if (die_ && die_->rank == rows[i].rank) {
                const double x = pane->values->coordToPixel(rows[i].final * die_->fraction);
                const double barHeight = pane->final->width();
                paintDieMark(painter, theme, {x, rect.center().y() - barHeight / 2},
                             std::min(rect.height() * 0.42, columns.em * 0.6), barHeight);
            }
        }
    }
    if (!apart_->known.empty()) {
        painter.setClipping(false);
        const double bottom = apart_->rect->top();
        const double top = list_->rect->bottom() + 1;
        paintGap(painter, theme, columns, apart_->known.front().rank,
                 {0.0, top, columns.width, bottom - top});
    }
}

QString DistributionChart::toolTipAt(QPointF position) const
{
    for (const ChartPane* pane : {list_.get(), apart_.get()}) {
        const std::vector<ChartRow> rows = pane->rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const QRectF rect = pane->rowRect(i);
            if (!pane->area(plot_->width()).contains(position) || position.y() < rect.top() ||
                position.y() >= rect.bottom())
                continue;
            const ChartRow& row = rows[i];
            const QString fate =
                row.fate == Fate::CutByTopK   ? tr("cut by top-k")
                : row.fate == Fate::CutByTopP ? tr("cut by top-p")
                : row.fate == Fate::Impossible
                    ? tr("impossible")
                    : tr("final %1").arg(QString::fromStdString(formatPercent(row.final)));
            return tr("%1 · token %2 · rank %3\nraw %4 · %5 · logit %6")
                .arg(row.label)
                .arg(row.token)
                .arg(english(row.rank + 1), QString::fromStdString(formatPercent(row.raw)), fate,
                     QString::number(static_cast<double>(row.logit), 'f', 2));
        }
    }
    return {};
}

} // namespace logitscope
