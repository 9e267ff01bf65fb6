#include "widgets/chart/entropy_chart.h"

#include "widgets/control/card.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

// The ends of the axes: the first of these that holds everything.
double lastStep(int steps)
{
    for (double decade = 10.0;; decade *= 10.0)
        for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5})
            if (step * decade >= steps)
                return step * decade;
}

double lastBit(double largest)
{
    for (const double bits : {2.0, 4.0, 6.0, 8.0, 12.0})
        if (bits >= largest)
            return bits;
    return std::max(16.0, 4.0 * std::ceil(largest / 4.0));
}

// Steps are counted from 1, and the first has a label.
class StepTicker : public QCPAxisTickerFixed
{
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override
    {
        QVector<double> ticks{1.0};
        for (double tick = tickStep; tick <= range.upper; tick += tickStep)
            ticks.append(tick);
        return ticks;
    }
};

double tickStepFor(double last, double fitting)
{
    for (double decade = 1.0;; decade *= 10.0)
        for (const double step : {1.0, 2.0, 5.0})
            if (step * decade > 1.0 && last / (step * decade) <= fitting)
                return step * decade;
}

} // namespace

EntropyChart::EntropyChart(QWidget* parent)
    : QWidget(parent)
    , title_(new QLabel(tr("Entropy per step, in bits"), this))
    , legend_(new QLabel(this))
    , card_(new Card(this))
    , plot_(new QCustomPlot(card_))
{
    makePlot();
    makeLayout();
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Entropy of every step"));
    setAccessibleDescription(
        tr("Model entropy and sampling entropy in bits over the steps; the arrow "
           "keys or a click select a step."));
    setToolTip(tr("How undecided each step was, in bits: model entropy, and sampling entropy after "
                  "temperature, top-k and top-p, as it was sampled. The ring is the selected step "
                  "under the present settings. Click to see a step."));
    follow();
    showSelected();
}

void EntropyChart::makePlot()
{
    plot_->setMinimumSize(1, 1);
    // It would ask for what its axes needed when it was last drawn, perhaps in a larger font.
    plot_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    plot_->setFocusPolicy(Qt::NoFocus);
    plot_->installEventFilter(this);
    plot_->axisRect()->setAutoMargins(QCP::msNone);
    for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setSubTicks(false);
        axis->setTickLength(0);
        axis->setPadding(0);
        axis->setTickPen(Qt::NoPen);
    }
    plot_->xAxis->grid()->setVisible(false);
    plot_->xAxis->setTicker(QSharedPointer<StepTicker>::create());
    plot_->yAxis->setTicker(QSharedPointer<QCPAxisTickerFixed>::create());
    plot_->yAxis->setBasePen(Qt::NoPen);

    line_ = new QCPItemStraightLine(plot_);
    line_->setLayer(QStringLiteral("grid"));
    original_ = plot_->addGraph();
    final_ = plot_->addGraph();
    originalDot_ = new QCPItemTracer(plot_);
    finalDot_ = new QCPItemTracer(plot_);
    presentRing_ = new QCPItemTracer(plot_);
    for (QCPItemTracer* dot : {originalDot_, finalDot_, presentRing_}) {
        dot->setStyle(QCPItemTracer::tsCircle);
        dot->setClipToAxisRect(false);
        dot->position->setTypeX(QCPItemPosition::ptPlotCoords);
    }
    connect(plot_, &QCustomPlot::beforeReplot, this, &EntropyChart::arrange);
}

void EntropyChart::makeLayout()
{
    auto* header = new QHBoxLayout;
    header->addWidget(title_, 1, Qt::AlignBaseline);
    header->addWidget(legend_, 0, Qt::AlignBaseline);
    auto* inside = new QVBoxLayout(card_);
    inside->addWidget(plot_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(header);
    layout->addWidget(card_, 1);
}

void EntropyChart::append(const SamplingInfo& info)
{
    const double step = stepCount() + 1;
    original_->addData(step, info.modelEntropy);
    final_->addData(step, info.samplingEntropy);
    largest_ = std::max({largest_, info.modelEntropy, info.samplingEntropy});
    replotLater();
}

void EntropyChart::clear()
{
    original_->data()->clear();
    final_->data()->clear();
    largest_ = 0.0;
    setSelected(std::nullopt);
}

int EntropyChart::stepCount() const
{
    return original_->dataCount();
}

EntropyChart::Entropies EntropyChart::drawn(int index) const
{
    return {original_->data()->at(index)->value, final_->data()->at(index)->value};
}

double EntropyChart::stepX(int index) const
{
    return plot_->mapTo(this, QPointF(plot_->xAxis->coordToPixel(index + 1), 0.0)).x();
}

void EntropyChart::setSelected(std::optional<int> index)
{
    assert(!index || (*index >= 0 && *index < stepCount()));
    selected_ = index;
    present_.reset();
    showSelected();
}

void EntropyChart::setPresent(std::optional<double> bits)
{
    present_ = bits;
    showSelected();
}

std::optional<double> EntropyChart::presentDrawn() const
{
    return presentRing_->visible() ? std::optional(presentRing_->position->value()) : std::nullopt;
}

void EntropyChart::showSelected()
{
    const bool shown = selected_.has_value();
    line_->setVisible(shown);
    originalDot_->setVisible(shown);
    finalDot_->setVisible(shown);
    presentRing_->setVisible(shown && present_);
    if (shown) {
        const double step = *selected_ + 1;
        line_->point1->setCoords(step, 0.0);
        line_->point2->setCoords(step, 1.0);
        originalDot_->position->setCoords(step, drawn(*selected_).model);
        finalDot_->position->setCoords(step, drawn(*selected_).sampling);
        presentRing_->position->setCoords(step, present_.value_or(0.0));
    }
    replotLater();
}

void EntropyChart::replotLater()
{
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void EntropyChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        follow();
    QWidget::changeEvent(event);
}

void EntropyChart::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    card_->setFocused(true);
}

void EntropyChart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    card_->setFocused(false);
}

void EntropyChart::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0 || stepCount() == 0)
        return QWidget::keyPressEvent(event);
    pick(std::clamp(selected_.value_or(stepCount() - 1) + step, 0, stepCount() - 1));
}

bool EntropyChart::eventFilter(QObject* watched, QEvent* event)
{
    const bool pressed = event->type() == QEvent::MouseButtonPress;
    if (watched == plot_ && (pressed || event->type() == QEvent::MouseMove)) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() & Qt::LeftButton)
            selectNearest(mouse->position().x());
    }
    return QWidget::eventFilter(watched, event);
}

void EntropyChart::selectNearest(double plotX)
{
    if (stepCount() == 0)
        return;
    const double step = std::round(plot_->xAxis->pixelToCoord(plotX));
    pick(static_cast<int>(std::clamp(step, 1.0, double(stepCount()))) - 1);
}

void EntropyChart::pick(int index)
{
    if (selected_ == index)
        return;
    setSelected(index);
    emit stepSelected(index);
}

void EntropyChart::follow()
{
    const Theme& theme = themeOf(palette());
    const int em = fontMetrics().height();

    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    QFont titleFont = font();
    titleFont.setBold(true);
    title_->setFont(titleFont);
    legend_->setFont(small);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    legend_->setPalette(muted);
    legend_->setText(QStringLiteral("<span style='color:%1'>—</span> %2 &nbsp; "
                                    "<span style='color:%3'><b>—</b></span> %4")
                         .arg(theme.mutedText.name(), tr("model"), theme.samplingBar.name(),
                              tr("sampling &nbsp; ○ now")));

    layout()->setSpacing(em / 2);
    const int inset = card_->inset();
    card_->layout()->setContentsMargins(inset, inset, inset, inset);
    setMinimumHeight(em * 7);

    plot_->setBackground(theme.surface);
    for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setTickLabelFont(small);
        axis->setTickLabelColor(theme.mutedText);
        axis->setTickLabelPadding(em / 4);
    }
    plot_->xAxis->setBasePen(QPen(theme.mutedText, 1.0));
    plot_->yAxis->grid()->setPen(QPen(theme.border, 1.0));
    plot_->yAxis->grid()->setZeroLinePen(Qt::NoPen);
    original_->setPen(QPen(theme.mutedText, em * 0.07));
    line_->setPen(QPen(theme.chosen, em * 0.12));
    for (QCPItemTracer* dot : {originalDot_, finalDot_}) {
        dot->setSize(em * 0.5);
        dot->setPen(QPen(theme.surface, em * 0.09));
    }
    presentRing_->setSize(em * 0.6);
    presentRing_->setPen(QPen(theme.samplingBar, em * 0.12));
    presentRing_->setBrush(theme.surface);
    originalDot_->setBrush(theme.mutedText);
    finalDot_->setBrush(theme.samplingBar);
    replotLater();
}

void EntropyChart::arrange()
{
    const double em = fontMetrics().height();
    const QFontMetricsF metrics(plot_->xAxis->tickLabelFont());
    const int left = static_cast<int>(metrics.horizontalAdvance(QStringLiteral("16")) + em * 0.9);
    plot_->axisRect()->setMargins({left, static_cast<int>(em * 0.7), static_cast<int>(em * 0.9),
                                   static_cast<int>(metrics.height() + em * 0.4)});
    const double last = lastStep(stepCount());
    const double bits = lastBit(std::max(largest_, present_.value_or(0.0)));
    plot_->xAxis->setRange(1.0 - last * 0.01, last);
    plot_->yAxis->setRange(-0.03 * bits, bits); // a line at 0 is not the axis
    const double width = plot_->width() - left - em;
    // Thinner where steps crowd, or the line of what is drawn from would be all that one sees.
    const double pen = std::clamp(width / last * 0.5, em * 0.08, em * 0.14);
    final_->setPen(
        QPen(themeOf(palette()).samplingBar, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const double labelWidth = metrics.horizontalAdvance(QString::number(last)) + em * 1.5;
    qSharedPointerDynamicCast<QCPAxisTickerFixed>(plot_->xAxis->ticker())
        ->setTickStep(tickStepFor(last, std::max(width / labelWidth, 1.0)));
    qSharedPointerDynamicCast<QCPAxisTickerFixed>(plot_->yAxis->ticker())
        ->setTickStep(plot_->height() < em * 7 ? bits / 2 : bits / 4);
}

} // namespace logitscope
