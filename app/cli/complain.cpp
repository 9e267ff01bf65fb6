#include "app/cli/complain.h"

#include <fmt/format.h>

#include <cstdio>

namespace logitscope
{

int complain(const Error& error, int exitCode)
{
    fmt::print(stderr, "logitscope: {}\n", error.message);
    return exitCode;
}

} // namespace logitscope
