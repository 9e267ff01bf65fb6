#include "widgets/chart/entropy_sparkline.h"

#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace logitscope
{

EntropySparkline::EntropySparkline(QWidget* parent) : QWidget(parent), AccessibleValue(this)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(tr("Entropy over the steps"));
    setToolTip(tr("Entropy over the steps, in bits: thin, model entropy; thick, sampling "
                  "entropy. All cells have the same scale. Click to see a step."));
}

void EntropySparkline::append(const SamplingInfo& info)
{
    run_.append(info);
    update();
}

void EntropySparkline::clear()
{
    run_ = {};
    selected_.reset();
    update();
}

void EntropySparkline::setScale(double bits, int steps)
{
    scale_ = {std::max(bits, 1.0), std::max(steps, 1)};
    update();
}

void EntropySparkline::setSelected(std::optional<int> step)
{
    selected_ = step;
    update();
}

std::optional<AccessibleValue::Number> EntropySparkline::number() const
{
    if (!selected_)
        return std::nullopt;
    return Number{*selected_ + 1.0, 1.0, static_cast<double>(stepCount()), 1.0};
}

QString EntropySparkline::valueText() const
{
    return selected_ ? stepText(run_, *selected_) : QString();
}

QString EntropySparkline::valueDescription() const
{
    const auto all = tr("Steps: %1, highest entropy: %2 bits")
                         .arg(stepCount())
                         .arg(QString::number(highest(), 'f', 2));
    return selected_ ? QStringLiteral("%1. %2").arg(valueText(), all) : all;
}

QSize EntropySparkline::sizeHint() const
{
    return {fontMetrics().height() * 10, fontMetrics().height() * 5 / 3};
}

QSize EntropySparkline::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

double EntropySparkline::stepX(int step) const
{
    return curves().x(step);
}

EntropyCurves EntropySparkline::curves() const
{
    return {rect(), scale_, {.pen = 1.6, .line = 2.0, .inset = 2.0}};
}

void EntropySparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    curves().paint(painter, themeOf(palette()), {&run_, 1}, selected_);
}

void EntropySparkline::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && stepCount() > 0)
        emit stepSelected(curves().nearest(event->position().x(), stepCount()));
}

} // namespace logitscope
