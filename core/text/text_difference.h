// What two texts don't have in common.
#pragma once

#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

// Whether each of a text's tokens is missing from the other: those of the longest text that both
// have in common, in order and perhaps with gaps, are not.
struct TextDifference
{
    std::vector<bool> first;
    std::vector<bool> second;
};

TextDifference differenceOf(std::span<const TokenId> first, std::span<const TokenId> second);

} // namespace logitscope
