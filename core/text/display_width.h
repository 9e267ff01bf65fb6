// How many columns of a terminal a text takes.
#pragma once

#include <string_view>

namespace logitscope
{

// Of UTF-8, as wcwidth has it: 2 for a wide character (CJK, most emoji), 0 for combining and
// control characters, 1 for the others and for a byte that is no character. The process's locale
// doesn't matter. Characters are counted one by one, also those that some terminals draw as one: a
// family, a flag.
int displayWidth(std::string_view text);

} // namespace logitscope
