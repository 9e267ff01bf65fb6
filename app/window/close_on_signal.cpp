#include "app/window/close_on_signal.h"

#include <QCoreApplication>
#include <QWidget>

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

CloseOnSignal::CloseOnSignal(QWidget& window)
    : arrived_(signalled = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), QSocketNotifier::Read)
{
    QObject::connect(&arrived_, &QSocketNotifier::activated, &window, [this, &window] {
        arrived_.setEnabled(false);
        if (!window.close()) // a locked lesson asks for its phrase, and nobody may be there
            QCoreApplication::exit();
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
