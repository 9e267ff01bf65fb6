// A model's text where a control character would do harm: a terminal, a table.
#pragma once

#include <string>
#include <string_view>

namespace logitscope
{

// Valid UTF-8 in lines that end in \n alone: \r\n, \r and Unicode's line and paragraph separators
// end one too. A tab is a space. The other control characters are Unicode's pictures of them: ␛ for
// escape; those above ASCII, which have no picture, are U+FFFD, as are those that turn the
// direction of what follows.
std::string printableText(std::string_view bytes);

} // namespace logitscope
