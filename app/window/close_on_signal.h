// Lets the window close in order when the program is asked to end from outside: by SIGTERM, as when
// a person logs out, or by Ctrl+C in the terminal from which it was started.
#pragma once

#include <QSocketNotifier>

#include <functional>

namespace logitscope
{

class CloseOnSignal
{
public:
    // `close` is called by the event loop, once. One at a time: a process has one handler for a
    // signal.
    explicit CloseOnSignal(const std::function<void()>& close);
    ~CloseOnSignal();

    CloseOnSignal(const CloseOnSignal&) = delete;
    CloseOnSignal& operator=(const CloseOnSignal&) = delete;

private:
    QSocketNotifier arrived_;
};

} // namespace logitscope
