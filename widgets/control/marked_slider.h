// A slider with ticks on its groove, and the stretch between two of them set off. Where ticks are
// denser than pixels they are a band. Screen readers get the number that its position stands for.
#pragma once

#include "widgets/accessible_value.h"

#include <QSlider>

#include <vector>

class QDoubleSpinBox;

namespace logitscope
{

class MarkedSlider : public QSlider, public AccessibleValue
{
    Q_OBJECT

public:
    explicit MarkedSlider(Qt::Orientation orientation, QWidget* parent = nullptr);

    // The box beside it, which has the number; it outlives the slider.
    void setBox(QDoubleSpinBox& box) { box_ = &box; }

    std::optional<Number> number() const override;
    QString valueText() const override;
    void setNumber(double number) override;

    // In parts of the travel, from 0 (left) to 1 (right).
    struct Ticks
    {
        std::vector<double> at;
        double from = 0.0, to = 0.0; // what is set off; nothing where they are the same

        friend bool operator==(const Ticks&, const Ticks&) = default;
    };

    void setTicks(Ticks ticks);

    const Ticks& ticks() const { return ticks_; }

    // Where the middle of the handle is at this part of the travel.
    double xOf(double travel) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Ticks ticks_;
    QDoubleSpinBox* box_ = nullptr;
};

} // namespace logitscope
