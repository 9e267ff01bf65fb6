// GPT-2 cuts a text into pieces before it merges bytes; no token crosses a piece's border.
#pragma once

#include <string_view>
#include <vector>

namespace logitscope
{

// The pieces, in order and without gaps: views into the text. A piece is a contraction's ending
// ('s 't 're 've 'm 'll 'd), a word, a number or a run of other characters, each with the space
// before it, or a run of white space. Each run of bytes that is not UTF-8 is its own piece.
// May be called from several threads.
std::vector<std::string_view> pretokenize(std::string_view text);

} // namespace logitscope
