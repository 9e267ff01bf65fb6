#include "app/cli/terminal.h"

#include "core/text/printable_text.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace logitscope
{

int complain(const Error& error, int exitCode)
{
    fmt::print(stderr, "logitscope: {}\n", printableText(error.message));
    return exitCode;
}

void Output::print(const std::string& text)
{
    const auto shown = ::isatty(STDOUT_FILENO) == 1 ? printableText(text) : text;
    const bool written = std::fwrite(shown.data(), 1, shown.size(), stdout) == shown.size() &&
                         std::fflush(stdout) == 0; // a token shows as soon as it is sampled
    if (!written && error_ == 0)
        error_ = errno;
}

Error Output::error() const
{
    return Error::of("the output can't be written: {}", std::strerror(error_));
}

namespace
{

int columnsOf(int descriptor)
{
    winsize size = {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;

    const char* variable = std::getenv("COLUMNS");
    const std::string_view text = variable ? variable : "";
    int columns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    const bool isNumber = error == std::errc() && end == text.data() + text.size() && columns > 0;
    return isNumber ? columns : 80;
}

} // namespace

int terminalColumns()
{
    return columnsOf(STDOUT_FILENO);
}

int errorColumns()
{
    return columnsOf(STDERR_FILENO);
}

bool isErrorATerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

} // namespace logitscope
