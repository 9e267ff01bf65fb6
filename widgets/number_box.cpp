#include "widgets/number_box.h"

#include <QLineEdit>

namespace logitscope
{

NumberBox::NumberBox(QWidget* parent) : QDoubleSpinBox(parent)
{
    setLocale(QLocale::c());
    setKeyboardTracking(false); // half a number is not a setting yet
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight);
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
    return QLocale::c().toDouble(QString(typed).replace(',', '.'));
}

QValidator::State NumberBox::validate(QString& text, int& position) const
{
    const auto typed = text.trimmed();
    if (offValue_ && tr("off").startsWith(typed, Qt::CaseInsensitive))
        return typed.size() == tr("off").size() ? QValidator::Acceptable : QValidator::Intermediate;
    auto number = QString(text).replace(',', '.');
    return QDoubleSpinBox::validate(number, position);
}

} // namespace logitscope
