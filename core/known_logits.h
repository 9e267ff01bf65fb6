// Logits for the next token by token id, and how much of the vocabulary they tell of.
#pragma once

#include "core/coverage.h"

#include <span>
#include <vector>

namespace logitscope
{

struct KnownLogits : std::span<const float>
{
    KnownLogits(std::span<const float> logits = {}, const Coverage& known = {})
        : std::span<const float>(logits)
        , coverage(known)
    {
    }

    KnownLogits(const std::vector<float>& logits) : KnownLogits(std::span(logits)) {}

    Coverage coverage; // whole() where nothing is said
};

} // namespace logitscope
