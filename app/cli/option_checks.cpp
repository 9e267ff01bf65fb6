#include "app/cli/option_checks.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <type_traits>

namespace logitscope
{

namespace
{

template <class Number>
bool isPlain(const std::string& value)
{
    Number number = 0;
    const char* const end = value.data() + value.size();
    const auto [parsed, error] = std::from_chars(value.data(), end, number);
    const auto digits = value.find_first_not_of('-');
    const bool octal = std::is_integral_v<Number> && digits != value.npos && value[digits] == '0' &&
                       value.size() > digits + 1;
    return error == std::errc() && parsed == end && !octal;
}

template <class Number>
std::string findPlainError(const std::string& value, const char* expected)
{
    return isPlain<Number>(value) ? std::string() : "is " + value + ", expected " + expected;
}

} // namespace

std::string findEmptyValue(const std::string& value)
{
    return value.empty() ? "expected a value" : std::string();
}

std::string findWholeNumberError(const std::string& value)
{
    return findPlainError<int>(value, "a whole number");
}

std::string findNumberError(const std::string& value)
{
    return findPlainError<double>(value, "a number");
}

std::string findSeedError(const std::string& value)
{
    return findPlainError<std::uint64_t>(value, "a whole number from 0 to 18446744073709551615");
}

Error parseErrorOf(const CLI::ParseError& error)
{
    const std::string message = error.what();
    const auto colon = message.find(": ");
    const bool parted = colon != std::string::npos;

    // "--seed: is -1, expected …"
    if (parted && dynamic_cast<const CLI::ValidationError*>(&error) &&
        message.compare(colon, 5, ": is ") == 0)
        return {message.substr(0, colon) + message.substr(colon + 1)};

    // "--text: 1 required TEXT missing", "--seed: At Most 1 required but received 2"
    if (parted && dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
        const bool missing = message.find("missing") != std::string::npos;
        return {message.substr(0, colon) +
                (missing ? ": expected a value" : " is there more than once")};
    }

    // "The following argument was not expected: --bogus"
    if (parted && dynamic_cast<const CLI::ExtrasError*>(&error))
        return {message.substr(colon + 2) + ": unknown here; --help lists what is known"};

    return {message};
}

} // namespace logitscope
