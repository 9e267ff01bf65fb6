// A sentence about what went wrong, above the text, until it is closed or no longer true.
#pragma once

#include <QFrame>

class QLabel;

namespace logitscope
{

class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showSentence(const QString& sentence);
    QString sentence() const; // empty when hidden

private:
    QLabel* label_;
};

} // namespace logitscope
