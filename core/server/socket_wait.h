// Waiting for a socket, but no longer than a deadline, and not once the server stops.
#pragma once

#include "core/server/stop_signal.h"

#include <chrono>

namespace logitscope
{

using Deadline = std::chrono::steady_clock::time_point;

enum class Waited
{
    Ready, // or broken: the next call on the socket says which
    TooLong,
    Stopped,
};

// `events` as poll() has them.
Waited waitForSocket(int socket, short events, const StopSignal& stop, Deadline deadline);

// Whether its client has gone. One that closed only its half for sending counts as gone: the two
// can't be told apart before something is sent.
bool hasHungUp(int socket);

} // namespace logitscope
