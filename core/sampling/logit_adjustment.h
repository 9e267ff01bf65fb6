// What a request may add to the logits before they are shaped: a bias for single tokens, penalties
// for those that were sampled before.
//
// Source: OpenAI's API reference. logit_j += bias_j - count_j * frequency - (count_j > 0) *
// presence, where count_j says how often token j was sampled in this continuation.
#pragma once

#include "core/token_id.h"

#include <span>
#include <utility>
#include <vector>

namespace logitscope
{

struct LogitAdjustment
{
    std::vector<std::pair<TokenId, float>> bias = {}; // no token twice
    double presencePenalty = 0.0;
    double frequencyPenalty = 0.0;

    bool isNone() const
    {
        return bias.empty() && presencePenalty == 0.0 && frequencyPenalty == 0.0;
    }

    // `drawn` are the continuation's tokens so far, `logits` [vocabulary] is changed.
    void apply(std::span<const TokenId> drawn, std::span<float> logits) const;
};

} // namespace logitscope
