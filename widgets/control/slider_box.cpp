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
    setCompact(false);

    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        const QSignalBlocker quiet(box_);
        box_->setValue(scale_.valueAt(static_cast<double>(position) / travelSteps));
        emit valueChanged(value());
    });
    connect(box_, &NumberBox::valueChanged, this, [this] {
        placeSlider();
        emit valueChanged(value());
    });
}

void SliderBox::setCompact(bool compact)
{
    auto* grid = static_cast<QGridLayout*>(layout());
    for (auto* widget : std::initializer_list<QWidget*>{label_, slider_, box_})
        grid->removeWidget(widget);
    grid->addWidget(label_, 0, 0);
    if (compact) {
        grid->addWidget(slider_, 0, 1);
        grid->addWidget(box_, 0, 2);
    } else {
        grid->addWidget(box_, 0, 1, Qt::AlignRight);
        grid->addWidget(slider_, 1, 0, 1, 2);
    }
    grid->setColumnStretch(1, compact ? 1 : 0);
    compact_ = compact;
    fitBox();
    alignLabel();
}

// In one line the sliders of several boxes begin at the same place.
void SliderBox::alignLabel()
{
    label_->setMinimumWidth(compact_ ? fontMetrics().horizontalAdvance("Temperature") : 0);
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

void SliderBox::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitBox();
        alignLabel();
    }
}

// As wide as nine digits, whatever its values, so that the boxes of a column are alike; less where
// the slider stands beside it.
void SliderBox::fitBox()
{
    box_->setFixedWidth(fontMetrics().horizontalAdvance(compact_ ? "000000" : "000000000"));
}

void SliderBox::placeSlider()
{
    const QSignalBlocker quiet(slider_);
    slider_->setValue(static_cast<int>(std::lround(scale_.travelOf(value()) * travelSteps)));
}

} // namespace logitscope
