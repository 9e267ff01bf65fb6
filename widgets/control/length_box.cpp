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
}

} // namespace logitscope
