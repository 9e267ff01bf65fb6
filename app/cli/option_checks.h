// What CLI11 2.1 takes for a value and a person doesn't mean, as checks for its options, each of
// which returns what is wrong, or nothing; and what is wrong with a whole command line.
#pragma once

#include "core/result.h"

#include <string>

namespace CLI
{
class ParseError;
}

namespace logitscope
{

// To CLI11 an empty value is as good as none: --model "$UNSET" would open the bundled model.
std::string findEmptyValue(const std::string& value);

// As CLI11 won't have it: no octal 010, no spaces, nothing behind the number.
std::string findWholeNumberError(const std::string& value);
std::string findNumberError(const std::string& value);

// CLI11 lets -1 and 2^64 become 2^64 - 1, and reads 010 as 8.
std::string findSeedError(const std::string& value);

// One sentence: CLI11's own words where they are clear, ours where they are not.
Error parseErrorOf(const CLI::ParseError& error);

} // namespace logitscope
