// What the program returns to the shell.
#pragma once

namespace logitscope::ExitCode
{

constexpr int ok = 0;
constexpr int failed = 1;   // the model can't be opened, a step failed, a file can't be written
constexpr int badValue = 2; // an option that can't be used
constexpr int interrupted = 130; // Ctrl+C: 128 + SIGINT, as shells have it

} // namespace logitscope::ExitCode
