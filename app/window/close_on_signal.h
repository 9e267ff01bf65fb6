// Closes the window as its button does when the program is asked to end from outside: by SIGTERM,
// as when a person logs out, or by Ctrl+C in the terminal from which it was started.
#pragma once

#include <QSocketNotifier>

class QWidget;

namespace logitscope
{

class CloseOnSignal
{
public:
    // One at a time: a process has one handler for a signal.
    explicit CloseOnSignal(QWidget& window);
    ~CloseOnSignal();

    CloseOnSignal(const CloseOnSignal&) = delete;
    CloseOnSignal& operator=(const CloseOnSignal&) = delete;

private:
    QSocketNotifier arrived_;
};

} // namespace logitscope
