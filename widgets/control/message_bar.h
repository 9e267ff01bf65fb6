// A sentence about what went wrong, above the text, until it is closed or no longer true.
#pragma once

#include <QFrame>
#include <QString>

class QLabel;

namespace logitscope
{

// One of core's sentences, which begin as they do behind "logitscope: ", as it stands by itself. A
// file's name stays as it is.
QString capitalised(QString sentence);

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
