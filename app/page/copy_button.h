// Copies a text, and says that it has.
#pragma once

#include <QToolButton>

#include <functional>

namespace logitscope
{

class CopyButton : public QToolButton
{
    Q_OBJECT

public:
    // `what` it copies, for tooltip and screen reader: "Copy the address".
    CopyButton(const QString& what, QWidget* parent);

    void setWhat(const QString& what);
    void setTextToCopy(const QString& text);
    void setSource(std::function<QString()> text); // asked when it is pressed

private:
    std::function<QString()> text_;
};

} // namespace logitscope
