#include "app/cli/interrupt.h"

#include <csignal>

namespace logitscope
{

namespace
{

volatile std::sig_atomic_t signalled = 0;

void onSignal(int number)
{
    signalled = number;
    std::signal(number, SIG_DFL);
}

} // namespace

void watchForInterrupt()
{
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

int interrupted()
{
    return signalled;
}

} // namespace logitscope
