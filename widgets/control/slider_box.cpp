#include "widgets/control/slider_box.h"

#include "widgets/control/number_box.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <cmath>

namespace logitscope
{

namespace
{

constexpr int travelSteps = 1000;

} // namespace

SliderBox::SliderBox(const QString& name, SliderScale scale, QWidget* parent)
    : QWidget(parent)
    , scale_(std::move(scale))
    , label_(new QLabel(name, this))
    , slider_(new QSlider(Qt::Horizontal, this))
    , box_(new NumberBox(this))
{
    label_->setBuddy(box_);
    slider_->setRange(0, travelSteps);
    slider_->setPageStep(travelSteps / 20);
    slider_->setAccessibleName(name);
    box_->setAccessibleName(name);
    fitBox();

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    layout->addWidget(label_, 0, 0);
    layout->addWidget(box_, 0, 1, Qt::AlignRight);
    layout->addWidget(slider_, 1, 0, 1, 2);

    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        const QSignalBlocker quiet(box_);
        box_->setValue(scale_.valueAt(static_cast<double>(position) / travelSteps));
        emit valueChanged(value());
    });
    connect(slider_, &QSlider::actionTriggered, this, [this](int action) {
        if (action == QSlider::SliderSingleStepAdd)
            moveToNext(1);
        else if (action == QSlider::SliderSingleStepSub)
            moveToNext(-1);
    });
    connect(box_, &NumberBox::valueChanged, this, [this] {
        placeSlider();
        emit valueChanged(value());
    });
}

// An arrow key moves on to where the value is another.
void SliderBox::moveToNext(int direction)
{
    int position = slider_->value();
    const auto valueAt = [this](int at) {
        return scale_.valueAt(static_cast<double>(at) / travelSteps);
    };
    do
        position += direction;
    while (position > 0 && position < travelSteps && valueAt(position) == value());
    slider_->setSliderPosition(position);
}

double SliderBox::value() const
{
    return box_->value();
}

void SliderBox::setValue(double value)
{
    const QSignalBlocker quiet(box_);
    box_->setValue(value);
    placeSlider();
}

void SliderBox::setScale(SliderScale scale)
{
    scale_ = std::move(scale);
    placeSlider();
}

void SliderBox::setHead(QWidget* head)
{
    delete layout()->replaceWidget(label_, head);
    label_->hide();
}

void SliderBox::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitBox();
}

// As wide as nine digits, whatever its values, so that the boxes of a column are alike.
void SliderBox::fitBox()
{
    box_->setFixedWidth(fontMetrics().horizontalAdvance("000000000"));
}

void SliderBox::placeSlider()
{
    const QSignalBlocker quiet(slider_);
    slider_->setValue(static_cast<int>(std::lround(scale_.travelOf(value()) * travelSteps)));
}

} // namespace logitscope
