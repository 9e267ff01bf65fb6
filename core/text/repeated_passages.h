// Where a text says again what it has said before.
#pragma once

#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

struct RepeatedPassage
{
    int begin; // tokens [begin, end), counted from the text's first
    int end;
    int before; // where the same tokens begin that it repeats
    int group;  // passages of the same tokens have the same number, from 0

    friend bool operator==(const RepeatedPassage&, const RepeatedPassage&) = default;
};

constexpr int leastRepeated = 4; // tokens

// From the first token on, the longest passage that occurred before; where several are as long, it
// repeats the nearest, and no more of it than lies before the passage itself, so that every round
// of a loop is one passage. The tokens of a shorter loop are one passage together. Takes a time in
// proportion to the square of the length.
std::vector<RepeatedPassage> repeatedPassages(std::span<const TokenId> text,
                                              int least = leastRepeated);

} // namespace logitscope
