// What CLI11 2.1 takes for a value and a person doesn't mean, as checks for its options. Each
// returns what is wrong, or nothing.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <type_traits>

namespace logitscope
{

// To CLI11 an empty value is as good as none: --model "$UNSET" would open the bundled model.
inline std::string findEmptyValue(const std::string& value)
{
    return value.empty() ? "expected a value" : std::string();
}

namespace details
{

// As CLI11 won't have it: no octal 010, no spaces, nothing behind the number.
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

} // namespace details

inline std::string findWholeNumberError(const std::string& value)
{
    return details::isPlain<int>(value) ? std::string()
                                        : "is " + value + ", expected a whole number";
}

inline std::string findNumberError(const std::string& value)
{
    return details::isPlain<double>(value) ? std::string() : "is " + value + ", expected a number";
}

// CLI11 lets -1 and 2^64 become 2^64 - 1, and reads 010 as 8.
inline std::string findSeedError(const std::string& value)
{
    return details::isPlain<std::uint64_t>(value)
               ? std::string()
               : "is " + value + ", expected a whole number from 0 to 18446744073709551615";
}

} // namespace logitscope
