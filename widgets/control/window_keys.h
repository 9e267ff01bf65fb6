// Keys that Qt would give to somebody else. Enter presses the button that has the keyboard, as
// Space does; in a dialog it is the default button's. Ctrl+E is the window's, where a field would
// take it for the end of its line.
#pragma once

#include <QObject>

namespace logitscope
{

// Installed in the application.
class WindowKeys : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace logitscope
