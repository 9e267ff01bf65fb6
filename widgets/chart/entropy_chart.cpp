#include "widgets/chart/entropy_chart.h"

#include "widgets/control/card.h"
#include "widgets/look.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope
{

namespace
{

constexpr double legendSize = 0.85; // of the font

// The end of the axis: the first of these that holds them.
int lastStep(int steps)
{
    for (int decade = 10;; decade *= 10)
        for (const int tenths : {10, 15, 20, 30, 40, 50, 75})
            if (tenths * decade / 10 >= steps)
                return tenths * decade / 10;
}

} // namespace

EntropyChart::EntropyChart(QWidget* parent)
    : QWidget(parent)
    , AccessibleValue(this)
    , card_(new Card(this))
    , plot_(new QWidget(card_))
{
    auto* title = new QLabel(tr("Entropy per step, in bits"), this);
    auto* legend = new QLabel(this);
    legend->setProperty("muted", true);
    auto* header = new QHBoxLayout;
    header->addWidget(title, 1, Qt::AlignBaseline);
    header->addWidget(legend, 0, Qt::AlignBaseline);
    card_->hold(plot_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(header);
    layout->addWidget(card_, 1);
    plot_->installEventFilter(this);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Entropy of every step"));
    setAccessibleDescription(
        tr("Model entropy and sampling entropy in bits over the steps; the arrow "
           "keys or a click select a step."));
    setToolTip(tr("How undecided each step was, in bits: model entropy, and sampling entropy after "
                  "temperature, top-k and top-p, as it was sampled. The ring is the selected step "
                  "under the present settings. An upright bar stands where only bounds are known. "
                  "Click to see a step."));
    keepFitting(*this, [=, this] {
        title->setFont(inBold(font()));
        legend->setFont(scaled(font(), legendSize));
        legend->setText(tr("— model &nbsp; <b style='color:%1'>—</b> sampling &nbsp; ○ now")
                            .arg(themeOf(palette()).samplingBar.name()));
        layout->setSpacing(fontMetrics().height() / 2);
        setMinimumHeight(fontMetrics().height() * 7);
    });
}

void EntropyChart::append(const SamplingInfo& info)
{
    run_.append(info);
    scale_.include(run_.model.back());
    scale_.include(run_.sampling.back());
    look_.reset();
    plot_->update();
}

void EntropyChart::clear()
{
    run_ = {};
    scale_ = {};
    look_.reset();
    setSelected(std::nullopt);
}

EntropyChart::Entropies EntropyChart::drawn(int index) const
{
    const auto step = static_cast<std::size_t>(index);
    return {run_.model[step], run_.sampling[step]};
}

double EntropyChart::stepX(int index) const
{
    return plot_->mapTo(this, QPointF(curves().x(index), 0.0)).x();
}

void EntropyChart::setSelected(std::optional<int> index)
{
    assert(!index || (*index >= 0 && *index < stepCount()));
    selected_ = index;
    setPresent(std::nullopt);
}

void EntropyChart::setPresent(std::optional<Bounded> bits)
{
    present_ = selected_ ? bits : std::nullopt;
    plot_->update();
    valueChanged();
}

std::optional<AccessibleValue::Number> EntropyChart::number() const
{
    if (!selected_)
        return std::nullopt;
    return Number{*selected_ + 1.0, 1.0, static_cast<double>(stepCount()), 1.0};
}

QString EntropyChart::valueText() const
{
    if (!selected_)
        return {};
    const auto text = stepText(run_, *selected_);
    return present_ ? tr("%1, now %2").arg(text, bitsText(*present_)) : text;
}

QString EntropyChart::valueDescription() const
{
    return selected_ ? QStringLiteral("%1. %2").arg(valueText(), accessibleDescription())
                     : QString();
}

void EntropyChart::setNumber(double step)
{
    if (stepCount() > 0)
        pick(std::clamp(static_cast<int>(std::lround(step)), 1, stepCount()) - 1);
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
    if (watched == plot_ && event->type() == QEvent::Paint)
        paint();
    const bool pressed = event->type() == QEvent::MouseButtonPress;
    if (watched == plot_ && (pressed || event->type() == QEvent::MouseMove)) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() & Qt::LeftButton && stepCount() > 0)
            pick(curves().nearest(mouse->position().x(), stepCount()));
    }
    return QWidget::eventFilter(watched, event);
}

void EntropyChart::paint()
{
    const auto& theme = themeOf(palette());
    const auto curves = this->curves();
    const double pixels = plot_->devicePixelRatio();
    const Look look{plot_->size() * pixels, palette().cacheKey(), font(), curves.scale().bits};
    if (look_ != look) {
        look_ = look;
        picture_ = QPixmap(look.size);
        picture_.setDevicePixelRatio(pixels);
        picture_.fill(Qt::transparent);
        QPainter painter(&picture_);
        curves.paintRuns(painter, theme, {&run_, 1});
    }
    QPainter painter(plot_);
    painter.drawPixmap(0, 0, picture_);
    if (selected_)
        curves.paintStep(painter, theme, run_, *selected_, present_);
}

void EntropyChart::pick(int index)
{
    if (selected_ == index)
        return;
    setSelected(index);
    emit stepSelected(index);
}

EntropyCurves EntropyChart::curves() const
{
    const double em = fontMetrics().height();
    EntropyScale scale{scale_.bits, lastStep(stepCount())};
    scale.include(present_.value_or(Bounded::exactly(0.0)));
    const auto area = QRectF(plot_->rect()).adjusted(em * 0.5, em * 0.5, -em * 0.7, -em * 0.3);
    return {area,
            scale,
            {.pen = em * 0.14,
             .line = std::round(em * 0.12),
             .inset = em * 0.2,
             .labels = EntropyStyle::Labels::Ticks,
             .font = scaled(font(), legendSize),
             .em = em}};
}

} // namespace logitscope
