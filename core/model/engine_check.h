// Whether two engines compute the same model: what they say to the same text, compared number by
// number.
#pragma once

#include "core/model/language_model.h"
#include "core/result.h"

#include <functional>
#include <span>
#include <string_view>

namespace logitscope
{

struct EngineCheck
{
    int tokens = 0;                 // after each of which all logits were compared
    double largestLogit = 0.0;      // without its sign
    double largestDifference = 0.0; // of two logits
    double meanDivergence = 0.0;    // bits a token: sum of p log2(p / q), p the first engine's
    double largestDivergence = 0.0; // probabilities and q the second's; temperature 1
    int otherArgmaxes = 0;          // tokens after which another token is the most likely
};

// Both models have the same vocabulary and room for the tokens, of which there is at least one. The
// first half is read in passes of many tokens, as a prompt is, the rest one by one, as generation
// does. `progress` is called with the part that is done, rising, and may be empty; false ends the
// check with an Error that says so. Where a logit isn't a number, the figures aren't either.
Result<EngineCheck> checkEngines(const LanguageModel& first, const LanguageModel& second,
                                 std::span<const TokenId> tokens,
                                 const std::function<bool(double part)>& progress = {});

// How far two engines that are both right may be apart, for the order of their sums and for what
// libtorch's BF16 rounds besides a product's factors: its results, sums, and the logits themselves.
struct EngineLimits
{
    double difference = 0.0;     // as a part of the largest logit
    double meanDivergence = 0.0; // bits a token
    double otherArgmaxes = 0.0;  // as a part of the tokens
};

EngineLimits engineLimits(std::string_view precision); // as ModelInfo has it

bool agree(const EngineCheck& check, const EngineLimits& limits);

} // namespace logitscope
