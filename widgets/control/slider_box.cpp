#include "widgets/control/slider_box.h"

#include "widgets/control/number_box.h"
#include "widgets/control/tool_tip.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>
#include <utility>

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
    , slider_(new MarkedSlider(Qt::Horizontal, this))
    , box_(new NumberBox(this))
{
    label_->setBuddy(box_);
    slider_->setRange(0, travelSteps);
    slider_->setPageStep(travelSteps / 20);
    slider_->setAccessibleName(name);
    slider_->setBox(*box_);
    box_->setAccessibleName(name);
    slider_->installEventFilter(this);
    explainPlaces(*slider_, [this](QPoint place) { return markNear(place); });
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
        showMarks();
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

std::vector<double> SliderBox::values() const
{
    std::vector<double> values;
    for (int position = 0; position <= travelSteps; ++position) {
        const double value = scale_.valueAt(static_cast<double>(position) / travelSteps);
        if (values.empty() || value != values.back())
            values.push_back(value);
    }
    return values;
}

void SliderBox::setMarks(std::optional<SliderMarks> marks)
{
    if (marks_ == marks)
        return;
    marks_ = std::move(marks);
    showMarks();
}

// Places on the travel are compared, since the value at its right end may be 0, for off.
void SliderBox::showMarks()
{
    slider_->setAccessibleDescription(marks_ ? marksAround() : QString());
    if (!marks_)
        return slider_->setTicks({});
    MarkedSlider::Ticks ticks{
        .at = {}, .from = scale_.travelOf(marks_->from), .to = scale_.travelOf(marks_->to)};
    const double present = scale_.travelOf(value());
    const SliderMark* last = nullptr; // up to the present value
    for (const auto& mark : marks_->marks) {
        const double at = scale_.travelOf(mark.at);
        if (at > present && ticks.to > at) {
            // Where marks are too close to be told, nobody knows what lies between two.
            ticks.to = last && last->above != mark.below ? ticks.from : at;
        }
        if (at <= present) {
            ticks.from = at;
            last = &mark;
        }
        ticks.at.push_back(at);
    }
    if (present < ticks.from || present > ticks.to) // outside of what is known
        ticks.to = ticks.from;
    slider_->setTicks(std::move(ticks));
}

QString SliderBox::marksAround() const
{
    if (marks_->marks.empty())
        return noMarkText(*marks_);
    QStringList sentences;
    const double present = scale_.travelOf(value());
    for (std::size_t i = 0; i < marks_->marks.size(); ++i) {
        const bool isAbove = scale_.travelOf(marks_->marks[i].at) > present;
        const bool isLastBelow = !isAbove && (i + 1 == marks_->marks.size() ||
                                              scale_.travelOf(marks_->marks[i + 1].at) > present);
        if (isAbove || isLastBelow)
            sentences << markText(*marks_, i);
        if (isAbove)
            break;
    }
    return sentences.join(u' ');
}

QString SliderBox::markNear(QPoint place) const
{
    if (!marks_)
        return {};
    QString text = noMarkText(*marks_);
    const double begin = slider_->xOf(0.0);
    const double length = slider_->xOf(1.0) - begin;
    double nearest = slider_->width();
    for (std::size_t i = 0; i < marks_->marks.size(); ++i) {
        const double x = begin + scale_.travelOf(marks_->marks[i].at) * length;
        if (std::abs(x - place.x()) >= nearest)
            continue;
        nearest = std::abs(x - place.x());
        text = markText(*marks_, i);
    }
    return toolTip().isEmpty() ? text : text + u'\n' + toolTip();
}

void SliderBox::setHead(QWidget* head)
{
    delete layout()->replaceWidget(label_, head);
    label_->hide();
}

bool SliderBox::event(QEvent* event)
{
    const bool isDone = QWidget::event(event);
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        emit lookedAtChanged();
    return isDone;
}

// Once the slider knows of it.
bool SliderBox::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        QMetaObject::invokeMethod(this, &SliderBox::lookedAtChanged, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
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
    showMarks();
}

} // namespace logitscope
