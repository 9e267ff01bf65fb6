// The one reader of UTF-8: where a character ends, and where it can't be one any more.
#pragma once

#include <cstddef>
#include <string_view>

namespace logitscope
{

enum class Utf8Kind
{
    Character,  // a whole, well-formed character
    IllFormed,  // a maximal subpart: can't become a character whatever follows
    Unfinished, // the text ends inside what may still become a character
};

struct Utf8Sequence
{
    Utf8Kind kind;
    std::size_t length;     // in bytes, at least 1
    char32_t codePoint = 0; // of a character
};

// What the text begins with. It must not be empty.
Utf8Sequence firstUtf8Sequence(std::string_view text);

} // namespace logitscope
