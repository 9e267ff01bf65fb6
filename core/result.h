// Errors that a person can cause are values: one sentence that says what is wrong, where, and what
// to do. Programming errors assert.
#pragma once

#include <tl/expected.hpp>

#include <exception>
#include <string>
#include <utility>

namespace logitscope
{

struct Error
{
    std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

// return fail("config.json: n_embd is missing");
inline tl::unexpected<Error> fail(std::string message)
{
    return tl::unexpected<Error>(Error{std::move(message)});
}

// What an exception has to say to a person: libtorch adds a stack trace.
inline std::string firstLine(const std::exception& exception)
{
    const std::string what = exception.what();
    return what.substr(0, what.find('\n'));
}

} // namespace logitscope
