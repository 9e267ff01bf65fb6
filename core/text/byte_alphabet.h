// How GPT-2's vocab.json and merges.txt spell bytes: each of the 256 is one printable character, so
// that a token is a word of visible letters (" the" is spelt "Ġthe").
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

// The bytes that a spelling stands for, or nothing if it has a character outside the alphabet.
std::optional<std::string> spelledBytes(std::string_view spelling);

} // namespace logitscope
