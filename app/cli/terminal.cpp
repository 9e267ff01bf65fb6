#include "app/cli/terminal.h"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace logitscope
{

int terminalColumns()
{
    winsize size = {};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;

    const char* variable = std::getenv("COLUMNS");
    const std::string_view text = variable ? variable : "";
    int columns = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    const bool isNumber = error == std::errc() && end == text.data() + text.size() && columns > 0;
    return isNumber ? columns : 80;
}

bool isErrorATerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

} // namespace logitscope
