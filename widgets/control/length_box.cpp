#include "widgets/control/length_box.h"

namespace logitscope
{

namespace
{

constexpr int mostTokens = 100'000; // the context ends a run before that
constexpr int usualTokens = 60;

} // namespace

LengthBox::LengthBox(QWidget* parent) : QSpinBox(parent)
{
    setRange(1, mostTokens);
    setValue(usualTokens);
    setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight);
    setAccessibleName(tr("Length"));
    connect(this, &QSpinBox::valueChanged, this, &LengthBox::showUnit);
}

void LengthBox::setUnitShown(bool shown)
{
    unitShown_ = shown;
    showUnit();
}

void LengthBox::showUnit()
{
    const auto one = tr(" token");
    const auto many = tr(" tokens");
    setSuffix(!unitShown_ ? QString() : value() == 1 ? one : many);
}

} // namespace logitscope
