// Enter presses the button that has the keyboard, as Space does. In a dialog Enter is the default
// button's.
#pragma once

#include <QObject>

namespace logitscope
{

// Installed in the application.
class EnterKey : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace logitscope
