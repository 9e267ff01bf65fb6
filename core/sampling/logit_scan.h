// Passes over a vocabulary's logits in the order of the tokens, with SIMD: a few microseconds each.
#pragma once

#include "core/token_id.h"

#include <cstddef>
#include <span>

namespace logitscope
{

struct LogitScan
{
    float top;            // the highest
    std::size_t possible; // how many are not -inf
    bool usable;          // none is NaN or +inf; only then do the others mean anything
};

LogitScan scanLogits(std::span<const float> logits);

// Writes the tokens whose logit is in [low, high), lower ids first, with their logits, and returns
// how many they are. Both spans must have room for collectPadding more than they are.
constexpr std::size_t collectPadding = 64;
std::size_t collectTokens(std::span<const float> logits, float low, float high,
                          std::span<TokenId> tokens, std::span<float> theirLogits);

} // namespace logitscope
