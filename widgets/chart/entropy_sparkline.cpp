#include "widgets/chart/entropy_sparkline.h"

#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace logitscope
{

EntropySparkline::EntropySparkline(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleName(tr("Entropy over the steps"));
    setToolTip(tr("Entropy over the steps, in bits: thin, model entropy; thick, sampling "
                  "entropy. All cells have the same scale. Click to see a step."));
}

void EntropySparkline::append(const SamplingInfo& info)
{
    infos_.push_back(info);
    highest_ = std::max({highest_, info.modelEntropy, info.samplingEntropy});
    update();
}

void EntropySparkline::clear()
{
    infos_.clear();
    highest_ = 0.0;
    selected_.reset();
    update();
}

void EntropySparkline::setScale(double bits, int steps)
{
    bits_ = std::max(bits, 1.0);
    steps_ = std::max(steps, 1);
    update();
}

void EntropySparkline::setSelected(std::optional<int> step)
{
    selected_ = step;
    update();
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
    const double left = 2.0;
    const double right = width() - 2.0;
    return steps_ < 2 ? left : left + (right - left) * step / (steps_ - 1);
}

double EntropySparkline::y(double bits) const
{
    const double bottom = height() - 2.0;
    return bottom - (bottom - 2.0) * std::min(bits / bits_, 1.0);
}

QPainterPath EntropySparkline::curve(double SamplingInfo::*entropy) const
{
    QPainterPath path;
    for (int step = 0; step < stepCount(); ++step) {
        const QPointF point(stepX(step), y(infos_[static_cast<std::size_t>(step)].*entropy));
        if (step == 0)
            path.moveTo(point);
        path.lineTo(point);
    }
    return path;
}

void EntropySparkline::paintEvent(QPaintEvent*)
{
    const auto& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1.0));
    painter.drawLine(QPointF(0.0, y(0.0) + 0.5), QPointF(width(), y(0.0) + 0.5));
    if (infos_.empty())
        return;

    const auto sampling = curve(&SamplingInfo::samplingEntropy);
    QPainterPath area = sampling;
    area.lineTo(stepX(stepCount() - 1), y(0.0));
    area.lineTo(stepX(0), y(0.0));
    area.closeSubpath();
    auto fill = theme.samplingBar;
    fill.setAlphaF(0.22f);
    painter.fillPath(area, fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.mutedText, 1.0));
    painter.drawPath(curve(&SamplingInfo::modelEntropy));
    painter.setPen(QPen(theme.samplingBar, 1.6));
    painter.drawPath(sampling);

    if (selected_ && *selected_ < stepCount()) {
        painter.setPen(QPen(theme.chosen, 2.0));
        painter.drawLine(QPointF(stepX(*selected_), 0.0), QPointF(stepX(*selected_), height()));
    }
}

void EntropySparkline::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || infos_.empty())
        return;
    const double pitch = std::max(stepX(1) - stepX(0), 1e-9);
    const int nearest = static_cast<int>(std::lround((event->position().x() - stepX(0)) / pitch));
    emit stepSelected(std::clamp(nearest, 0, stepCount() - 1));
}

} // namespace logitscope
