// What CLI11 2.1 takes for a value and a person doesn't mean, as checks for its options, each of
// which returns what is wrong, or nothing.
#pragma once

#include <string>

namespace logitscope
{

// To CLI11 an empty value is as good as none: --model "$UNSET" would open the bundled model.
std::string findEmptyValue(const std::string& value);

// As CLI11 won't have it: no octal 010, no spaces, nothing behind the number.
std::string findWholeNumberError(const std::string& value);
std::string findNumberError(const std::string& value);

// CLI11 lets 2^64 become 2^64 - 1, and reads 010 as 8.
std::string findSeedError(const std::string& value);

// A negative seed as the number that it stands for, as in the API: -1 is 2^64 - 1 (two's
// complement). Any other text as it is. CLI11 itself has a rule for -1 that changed between its
// versions.
std::string unsignedSeed(const std::string& value);

} // namespace logitscope
