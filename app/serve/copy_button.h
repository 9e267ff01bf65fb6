// Copies a text, and says that it has.
#pragma once

#include <QToolButton>

namespace logitscope
{

class CopyButton : public QToolButton
{
    Q_OBJECT

public:
    // `what` it copies, for tooltip and screen reader: "Copy the address".
    CopyButton(const QString& what, QWidget* parent);

    void setTextToCopy(const QString& text) { text_ = text; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitIcon(); // to the colours and the font

    QString text_;
};

} // namespace logitscope
