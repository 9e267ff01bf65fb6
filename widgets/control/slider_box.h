// A named slider with a number box beside it: drag for a feeling, type for a value.
#pragma once

#include "widgets/control/marked_slider.h"
#include "widgets/control/slider_marks.h"
#include "widgets/control/slider_scale.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace logitscope
{

class NumberBox;

class SliderBox : public QWidget
{
    Q_OBJECT

public:
    explicit SliderBox(const QString& name, SliderScale scale, QWidget* parent = nullptr);

    double value() const;
    void setValue(double value); // says nothing
    void setScale(SliderScale scale);

    // What stands above the slider in place of its name.
    void setHead(QWidget* head);

    MarkedSlider* slider() const { return slider_; }

    NumberBox* box() const { return box_; }

    // All values of the slider, from left to right.
    std::vector<double> values() const;

    // Ticks on the groove, with the stretch in which the present value lies set off; nothing: none.
    // The tooltip tells of the one that is nearest to the mouse.
    void setMarks(std::optional<SliderMarks> marks);

    const std::optional<SliderMarks>& marks() const { return marks_; }

    // Whether somebody's mouse or keyboard is at it.
    bool isPointedAt() const { return underMouse() && slider_->isEnabled(); }

    bool hasKeyboard() const { return slider_->hasFocus(); }

signals:
    void valueChanged(double value); // by the user
    void lookedAtChanged();          // mouse or keyboard came or went

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitBox();
    void placeSlider();
    void moveToNext(int direction);
    void showMarks();
    QString marksAround() const;          // the present value
    QString markNear(QPoint place) const; // on the slider

    SliderScale scale_;
    std::optional<SliderMarks> marks_;
    QLabel* label_;
    MarkedSlider* slider_;
    NumberBox* box_;
};

} // namespace logitscope
