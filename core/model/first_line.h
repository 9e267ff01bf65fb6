// What libtorch's exceptions have to say to a person.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace logitscope
{

// libtorch adds a stack trace to it.
inline std::string firstLine(const std::exception& exception)
{
    const std::string_view what = exception.what();
    return std::string(what.substr(0, what.find('\n')));
}

} // namespace logitscope
