// The value of a widget that is painted and moved like a slider, as screen readers and other
// assistive programs read and set it. A widget that inherits this beside QWidget has its accessible
// interface from here; nothing has to be registered.
#pragma once

#include <QAccessible>
#include <QString>

#include <optional>

class QWidget;

namespace logitscope
{

class AccessibleValue
{
public:
    AccessibleValue(const AccessibleValue&) = delete;
    AccessibleValue& operator=(const AccessibleValue&) = delete;

    struct Number
    {
        double value, least, most, step;
    };

    virtual std::optional<Number> number() const = 0; // nothing: there is no value now
    virtual QString valueText() const = 0;            // in words, with its unit

    // Nothing: the widget's own.
    virtual QString valueDescription() const { return {}; }

    virtual void setNumber(double /*value*/) {} // within the limits

    virtual QAccessible::Role valueRole() const { return QAccessible::Slider; }

protected:
    explicit AccessibleValue(QWidget* widget); // which this is
    virtual ~AccessibleValue();

    void valueChanged(); // who has the keyboard on it hears of it

    virtual void tell(QAccessibleEvent& event); // Qt, which tells the readers

private:
    friend class ValueInterface;

    QWidget* widget_;
    QAccessibleInterface* interface_ = nullptr; // Qt's cache owns it; null: nobody has asked for it
};

} // namespace logitscope
