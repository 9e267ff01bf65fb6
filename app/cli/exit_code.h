// What the program returns to the shell.
#pragma once

namespace logitscope::ExitCode
{

constexpr int ok = 0;
constexpr int failed = 1;   // a step failed, a file can't be written
constexpr int badValue = 2; // an option that can't be used, or what it names: a model, a prompt

// 130 after Ctrl+C, 143 after SIGTERM, as shells have it.
constexpr int endedBy(int signal)
{
    return 128 + signal;
}

} // namespace logitscope::ExitCode
