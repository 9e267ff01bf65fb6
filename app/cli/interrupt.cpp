#include "app/cli/interrupt.h"

#include <atomic>
#include <csignal>
#include <semaphore.h>

namespace logitscope
{

namespace
{

std::atomic<int> signalled = 0;                       // threads ask while the handler runs
static_assert(std::atomic<int>::is_always_lock_free); // which a handler needs
sem_t arrived; // of what waits in threads, the one that a signal handler may use

void onSignal(int number)
{
    signalled = number;
    std::signal(number, SIG_DFL);
    ::sem_post(&arrived);
}

} // namespace

void watchForInterrupt()
{
    ::sem_init(&arrived, 0, 0);
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

int interrupted()
{
    return signalled;
}

void waitForInterrupt()
{
    while (signalled == 0)
        ::sem_wait(&arrived);
}

} // namespace logitscope
