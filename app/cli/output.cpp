#include "app/cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace logitscope
{

void Output::print(const std::string& text)
{
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                         std::fflush(stdout) == 0; // a token is to be seen when it is drawn
    if (!written && error_ == 0)
        error_ = errno;
}

Error Output::error() const
{
    return {fmt::format("the output can't be written: {}", std::strerror(error_))};
}

} // namespace logitscope
