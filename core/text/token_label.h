// A token as a label: on one line, every space and control character visible.
#pragma once

#include "core/token_id.h"

#include <functional>
#include <string>
#include <string_view>

namespace logitscope
{

// The bytes that a token adds to the text.
using BytesOf = std::function<std::string(TokenId)>;

// " the" -> "␣the". The result is valid UTF-8, has no invisible character, and is unambiguous:
// different bytes give different labels.
//
//   space                                       ␣ (U+2423)
//   newline, tab, carriage return, backslash    \n  \t  \r  \\    (two characters each)
//   other ASCII control characters              \x1b
//   bytes that are not whole UTF-8 characters   \xe2
//   other invisible characters, and ␣ itself    \u{a0}  \u{200b}  \u{2423}
//
// Invisible are: other white space, control and format characters, and what Unicode calls default
// ignorable (soft hyphen, joiners, direction marks, variation selectors, fillers, tags).
std::string tokenLabel(std::string_view bytes);

// Whether nothing of it is seen, as above; also of a space.
bool isInvisible(char32_t character);

// The same of a token, which may be one without text: "[50300]".
std::string tokenLabel(TokenId token, std::string_view bytes);

} // namespace logitscope
