#include "widgets/control/number_box.h"

#include <QLineEdit>
#include <QRegularExpression>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

double numberIn(const QString& text)
{
    return QLocale::c().toDouble(text.trimmed().replace(',', '.'));
}

} // namespace

NumberBox::NumberBox(QWidget* parent) : QDoubleSpinBox(parent)
{
    setLocale(QLocale::c());
    setKeyboardTracking(false); // half a number is not a setting yet
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight);
    connect(lineEdit(), &QLineEdit::textEdited, this, [this](const auto& text) { typed_ = text; });
    connect(this, &NumberBox::editingFinished, this, &NumberBox::explainRange);
}

void NumberBox::setOffValue(double value)
{
    offValue_ = value;
    setValue(this->value()); // shows the word at once
    lineEdit()->setText(textFromValue(this->value()));
}

QString NumberBox::textFromValue(double value) const
{
    if (value == offValue_)
        return tr("off");
    return QLocale::c().toString(value, 'f', QLocale::FloatingPointShortest);
}

double NumberBox::valueFromText(const QString& text) const
{
    const auto typed = text.trimmed();
    if (offValue_ && typed.compare(tr("off"), Qt::CaseInsensitive) == 0)
        return *offValue_;
    const double unit = std::pow(10.0, decimals());
    return std::clamp(std::round(numberIn(typed) * unit) / unit, minimum(), maximum());
}

// A number beyond the range becomes its end, which needs a word.
void NumberBox::explainRange()
{
    const auto typed = std::exchange(typed_, {});
    if (const double value = numberIn(typed);
        !typed.isEmpty() && (value < minimum() || value > maximum()))
        QToolTip::showText(
            mapToGlobal(rect().bottomLeft()),
            tr("From %1 to %2.")
                .arg(QLocale::c().toString(minimum(), 'f', QLocale::FloatingPointShortest),
                     QLocale::c().toString(maximum(), 'f', QLocale::FloatingPointShortest)),
            this);
}

QValidator::State NumberBox::validate(QString& text, int& /*position*/) const
{
    const auto typed = text.trimmed();
    if (offValue_ && tr("off").startsWith(typed, Qt::CaseInsensitive))
        return typed.size() == tr("off").size() ? QValidator::Acceptable : QValidator::Intermediate;
    // Any number may be typed; what is beyond the range becomes its end, not some of its digits.
    static const QRegularExpression number("^(-?)[0-9]*[.,]?[0-9]*$");
    const auto match = number.match(typed);
    if (!match.hasMatch() || (minimum() >= 0.0 && match.capturedLength(1) > 0))
        return QValidator::Invalid;
    return typed.contains(QRegularExpression("[0-9]")) ? QValidator::Acceptable
                                                       : QValidator::Intermediate;
}

} // namespace logitscope
