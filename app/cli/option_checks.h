// What CLI11 2.1 takes for a value and a person doesn't mean, as checks for its options. Each
// returns what is wrong, or nothing.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

namespace logitscope
{

// To CLI11 an empty value is as good as none: --model "$UNSET" would open the bundled model.
inline std::string findEmptyValue(const std::string& value)
{
    return value.empty() ? "expected a value" : std::string();
}

// CLI11 lets -1 and 2^64 become 2^64 - 1, and reads 010 as 8.
inline std::string findSeedError(const std::string& value)
{
    std::uint64_t seed = 0;
    const char* const end = value.data() + value.size();
    const auto [parsed, error] = std::from_chars(value.data(), end, seed);
    const bool octal = value.size() > 1 && value.front() == '0';
    return error == std::errc() && parsed == end && !octal
               ? std::string()
               : "is " + value + ", expected a whole number from 0 to 18446744073709551615";
}

} // namespace logitscope
