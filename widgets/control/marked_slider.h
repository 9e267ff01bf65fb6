// A slider with ticks on its groove, and the stretch between two of them set off. Where ticks are
// denser than pixels they are a band.
#pragma once

#include <QSlider>

#include <vector>

namespace logitscope
{

class MarkedSlider : public QSlider
{
    Q_OBJECT

public:
    using QSlider::QSlider;

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
};

} // namespace logitscope
