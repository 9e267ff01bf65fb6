// Rude words on a screen that a class sees. It is a help against jokes: a presenter can also remove
// what it doesn't know.
#pragma once

#include <string>
#include <string_view>

namespace logitscope
{

// The list, one word a line: resources/room/rude-words.txt.
std::string_view rudeWordList();

// Whether a word of the text is on the list, in any case and in the usual disguises: spaces or
// marks between the letters, letters again and again, digits and signs that look like letters.
bool isRude(std::string_view text);

// A rude text as its first character and a dot for each other one; any other text as it is. Takes
// UTF-8.
std::string withoutRudeWords(std::string_view text);

} // namespace logitscope
