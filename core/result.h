// Errors that a person can cause are values: one sentence that says what is wrong, where, and what
// to do. Programming errors assert.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

struct Error
{
    // A sentence without values is its own code.
    Error(std::string sentence) : message(std::move(sentence)), code(message) {}

    // Error::of("top-k is {}, expected 0 or more (0 is off)", topK)
    template <class... Arguments>
    static Error of(fmt::format_string<const Arguments&...> sentence, const Arguments&... arguments)
    {
        Error error(fmt::format(sentence, arguments...));
        const fmt::string_view code = sentence;
        error.code.assign(code.data(), code.size());
        error.arguments = {fmt::format("{}", arguments)...};
        return error;
    }

    std::string message;
    // The sentence without its values, by which a translation or a program knows it, and the
    // values.
    std::string code;
    std::vector<std::string> arguments;
};

template <class T>
using Result = tl::expected<T, Error>;

// return fail("{}: {} is missing", file, key);
template <class... Arguments>
tl::unexpected<Error> fail(fmt::format_string<const Arguments&...> sentence,
                           const Arguments&... arguments)
{
    return tl::unexpected<Error>(Error::of(sentence, arguments...));
}

inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

// What an exception has to say to a person: libtorch adds a stack trace.
inline std::string firstLine(const std::exception& exception)
{
    const std::string what = exception.what();
    return what.substr(0, what.find('\n'));
}

} // namespace logitscope
