// A wait that somebody may end.
#pragma once

#include <chrono>
#include <stop_token>

namespace logitscope
{

// False where it was stopped before its end.
bool pauseFor(std::chrono::milliseconds time, const std::stop_token& stop);

} // namespace logitscope
