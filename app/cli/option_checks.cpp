#include "app/cli/option_checks.h"

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
    if (isPlain<std::int64_t>(value) && value != "-0")
        return {};
    return findPlainError<std::uint64_t>(
        value, "a whole number from -9223372036854775808 to 18446744073709551615");
}

std::string unsignedSeed(const std::string& value)
{
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [parsed, error] = std::from_chars(value.data(), end, number);
    const bool isNegative = error == std::errc() && parsed == end && number < 0;
    return isNegative ? std::to_string(static_cast<std::uint64_t>(number)) : value;
}

} // namespace logitscope
