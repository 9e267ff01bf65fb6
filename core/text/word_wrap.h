// A text on a terminal: how wide it is, and in lines that fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// How many columns of a terminal UTF-8 takes: 2 for a wide character (CJK, most emoji), 0 for
// combining and control characters, 1 for the others and for a byte that is no character.
// Characters are counted one by one, also those that some terminals draw as one: a family, a flag.
int displayWidth(std::string_view text);

// Lines of at most `width` columns. Lines end at the text's own newlines, and where they must,
// between words: at spaces, which are left out there, and on either side of a wide character, since
// Chinese and Japanese have no spaces. A word that is longer than a line is broken between
// characters. Only a character that is wider than `width` has a line that doesn't fit.
std::vector<std::string> wrapWords(std::string_view text, int width);

} // namespace logitscope
