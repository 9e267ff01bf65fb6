// A text in lines that fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// Lines of at most `width` columns of a terminal, as displayWidth() counts them. Lines end at the
// text's own newlines, and where they must, between words: at spaces, which are left out there, and
// on either side of a wide character, since Chinese and Japanese have no spaces. A word that is
// longer than a line is broken between characters. Only a character that is wider than `width` has
// a line that doesn't fit.
std::vector<std::string> wrapWords(std::string_view text, int width);

} // namespace logitscope
