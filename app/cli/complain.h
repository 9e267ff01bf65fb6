// A sentence on stderr.
#pragma once

#include "core/result.h"

namespace logitscope
{

// Prints "logitscope: <message>" and returns the exit code, so that a caller can `return
// complain(…)`.
int complain(const Error& error, int exitCode);

} // namespace logitscope
