// Logits for the next token by token id, and how much of the vocabulary they tell of.
#pragma once

#include "core/coverage.h"

#include <span>

namespace logitscope
{

struct KnownLogits : std::span<const float>
{
    KnownLogits(std::span<const float> logits = {}, const Coverage& known = {})
        : std::span<const float>(logits)
        , coverage(known)
    {
    }

    Coverage coverage; // whole() where nothing is said
};

} // namespace logitscope
