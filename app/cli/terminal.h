// What a command says on stdout and stderr, the terminal behind them, and how the program ends.
#pragma once

#include "core/result.h"

#include <string>

namespace logitscope
{

namespace ExitCode
{

constexpr int ok = 0;
constexpr int failed = 1;   // a step failed, a file can't be written
constexpr int badValue = 2; // an option that can't be used, or what it names: a model, a prompt

// 130 after Ctrl+C, 143 after SIGTERM, as shells have it.
constexpr int endedBy(int signal)
{
    return 128 + signal;
}

} // namespace ExitCode

// Prints "logitscope: <message>" on stderr, where names from files do no harm, and returns the exit
// code, so that a caller can `return complain(…)`.
int complain(const Error& error, int exitCode);

// stdout, and whether it took everything.
class Output
{
public:
    // Is there to be seen when this returns. A file or another program gets the very bytes; on a
    // terminal no control character takes effect, whatever a model or a file says.
    void print(const std::string& text);

    bool failed() const { return error_ != 0; }

    Error error() const;

private:
    int error_ = 0;
};

// The width to print for: that of stdout's terminal, or what COLUMNS says, or 80.
int terminalColumns();

bool isErrorATerminal(); // stderr

// The width of stderr's terminal; without one, as above.
int errorColumns();

} // namespace logitscope
