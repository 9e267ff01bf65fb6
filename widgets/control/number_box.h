// A box for one number that takes what people type: no trailing zeros, a comma for a point, and a
// word for the value that switches a filter off.
#pragma once

#include <QDoubleSpinBox>

#include <optional>

namespace logitscope
{

class NumberBox : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit NumberBox(QWidget* parent = nullptr);

    // Shown, and understood, as "off".
    void setOffValue(double value);

    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;

private:
    void explainRange();

    std::optional<double> offValue_;
    QString typed_; // and not taken yet
};

} // namespace logitscope
