#include "widgets/control/marked_slider.h"

#include "widgets/theme.h"

#include <QDoubleSpinBox>
#include <QPainter>
#include <QStyleOptionSlider>

#include <cmath>
#include <utility>

namespace logitscope
{

MarkedSlider::MarkedSlider(Qt::Orientation orientation, QWidget* parent)
    : QSlider(orientation, parent)
    , AccessibleValue(this)
{
}

std::optional<AccessibleValue::Number> MarkedSlider::number() const
{
    if (!box_)
        return std::nullopt;
    return Number{box_->value(), box_->minimum(), box_->maximum(), box_->singleStep()};
}

QString MarkedSlider::valueText() const
{
    return box_ ? box_->text() : QString();
}

void MarkedSlider::setNumber(double number)
{
    box_->setValue(number);
}

void MarkedSlider::setTicks(Ticks ticks)
{
    if (ticks_ == ticks)
        return;
    ticks_ = std::move(ticks);
    update();
}

double MarkedSlider::xOf(double travel) const
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    const auto groove =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderGroove, this);
    const auto handle =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    return groove.left() + handle.width() / 2.0 + travel * (groove.width() - handle.width());
}

void MarkedSlider::paintEvent(QPaintEvent* event)
{
    QSlider::paintEvent(event);
    if (ticks_ == Ticks())
        return;
    QStyleOptionSlider option;
    initStyleOption(&option);
    const auto handle =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    const auto& theme = themeOf(palette());
    const double em = fontMetrics().height();
    const double begin = xOf(0.0);
    const double length = xOf(1.0) - begin;
    const double middle = handle.center().y() + 0.5;
    const double half = std::round(em * 0.32);

    QPainter painter(this);
    painter.setClipRegion(QRegion(rect()) - QRegion(handle, QRegion::Ellipse));
    if (ticks_.to > ticks_.from) {
        const double left = std::round(begin + ticks_.from * length);
        const double right = std::round(begin + ticks_.to * length);
        const double thick = std::max(2.0, std::round(em * 0.14));
        painter.fillRect(QRectF(left, middle + half - thick + 1.0, right - left + 1.0, thick),
                         theme.chosen);
    }
    const double width = std::max(1.0, std::round(em * 0.06));
    double last = -1.0;
    for (const double travel : ticks_.at) {
        const double x = std::round(begin + travel * length - width / 2.0);
        if (x == last)
            continue;
        painter.fillRect(QRectF(x, middle - half, width, 2.0 * half + 1.0), theme.text);
        last = x;
    }
}

} // namespace logitscope
