// A token as a label: on one line, every space and control character visible.
#pragma once

#include <string>
#include <string_view>

namespace logitscope
{

// "the" -> "the", " the" -> "␣the", "\n" -> "\\n", "\x1b" -> "\\x1b"; bytes that are not whole UTF-8
// characters are shown as "\\xe2". The result is valid UTF-8 and unambiguous: a backslash is "\\\\".
std::string tokenLabel(std::string_view bytes);

} // namespace logitscope
