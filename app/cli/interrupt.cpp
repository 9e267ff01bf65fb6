#include "app/cli/interrupt.h"

#include <atomic>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>

namespace logitscope
{

namespace
{

std::atomic<int> signalled = 0;                       // threads ask while the handler runs
static_assert(std::atomic<int>::is_always_lock_free); // which a handler needs
int arrived = -1; // of what wakes one who waits, a signal handler may write to a file

void onSignal(int number)
{
    signalled = number;
    std::signal(number, SIG_DFL);
    ::eventfd_write(arrived, 1);
}

} // namespace

void watchForInterrupt()
{
    arrived = ::eventfd(0, EFD_CLOEXEC);
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

int interrupted()
{
    return signalled;
}

void waitForInterrupt()
{
    pollfd file{.fd = arrived, .events = POLLIN, .revents = 0};
    while (signalled == 0)
        ::poll(&file, 1, -1);
}

int interruptFile()
{
    return arrived;
}

} // namespace logitscope
