#include "widgets/accessible_value.h"

#include <QAccessibleWidget>
#include <QWidget>

#include <algorithm>

namespace logitscope
{

class ValueInterface : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit ValueInterface(AccessibleValue& value)
        : QAccessibleWidget(value.widget_, value.valueRole())
        , value_(value)
    {
        value.interface_ = this;
    }

    ~ValueInterface() override { value_.interface_ = nullptr; }

    QString text(QAccessible::Text text) const override
    {
        if (text == QAccessible::Value)
            return value_.valueText();
        const auto description =
            text == QAccessible::Description ? value_.valueDescription() : QString();
        return description.isEmpty() ? QAccessibleWidget::text(text) : description;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    QVariant currentValue() const override { return read(&AccessibleValue::Number::value); }

    QVariant minimumValue() const override { return read(&AccessibleValue::Number::least); }

    QVariant maximumValue() const override { return read(&AccessibleValue::Number::most); }

    QVariant minimumStepSize() const override { return read(&AccessibleValue::Number::step); }

    void setCurrentValue(const QVariant& value) override
    {
        const auto number = value_.number();
        bool isNumber = false;
        const double wanted = value.toDouble(&isNumber);
        if (number && isNumber && widget()->isEnabled())
            value_.setNumber(std::clamp(wanted, number->least, number->most));
    }

private:
    QVariant read(double AccessibleValue::Number::*part) const
    {
        const auto number = value_.number();
        return number ? QVariant((*number).*part) : QVariant();
    }

    AccessibleValue& value_;
};

AccessibleValue::AccessibleValue(QWidget* widget) : widget_(widget)
{
    QAccessible::installFactory([](const QString&, QObject* object) -> QAccessibleInterface* {
        auto* value = dynamic_cast<AccessibleValue*>(object);
        return value ? new ValueInterface(*value) : nullptr; // Qt's cache owns it
    });
}

AccessibleValue::~AccessibleValue()
{
    if (interface_)
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(interface_));
}

void AccessibleValue::valueChanged()
{
    const auto now = number();
    if (!interface_ || !now || !widget_->hasFocus())
        return;
    QAccessibleValueChangeEvent event(widget_, now->value);
    tell(event);
}

void AccessibleValue::tell(QAccessibleEvent& event)
{
    QAccessible::updateAccessibility(&event);
}

} // namespace logitscope
