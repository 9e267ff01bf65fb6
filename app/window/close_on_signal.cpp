#include "app/window/close_on_signal.h"

#include <csignal>
#include <sys/eventfd.h>
#include <unistd.h>

namespace logitscope
{

namespace
{

// A handler may do little more than write to a file, and the event loop waits for files.
int signalled = -1;

// A second signal ends the program at once, also where the window doesn't answer.
void onSignal(int number)
{
    std::signal(number, SIG_DFL);
    ::eventfd_write(signalled, 1);
}

} // namespace

CloseOnSignal::CloseOnSignal(const std::function<void()>& close)
    : arrived_(signalled = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), QSocketNotifier::Read)
{
    QObject::connect(&arrived_, &QSocketNotifier::activated, &arrived_, [this, close] {
        arrived_.setEnabled(false);
        close();
    });
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

CloseOnSignal::~CloseOnSignal()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    ::close(signalled);
}

} // namespace logitscope
