// A named slider with a number box beside it: drag for a feeling, type for a value.
#pragma once

#include "widgets/control/slider_scale.h"

#include <QSlider>
#include <QWidget>

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

    QSlider* slider() const { return slider_; }

    NumberBox* box() const { return box_; }

signals:
    void valueChanged(double value); // by the user

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitBox();
    void placeSlider();
    void moveToNext(int direction);

    SliderScale scale_;
    QLabel* label_;
    QSlider* slider_;
    NumberBox* box_;
};

} // namespace logitscope
