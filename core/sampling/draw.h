// One token of a step, without the chart of the whole distribution.
#pragma once

#include "core/result.h"
#include "core/sampling/logit_adjustment.h"
#include "core/sampling/sampler_settings.h"
#include "core/sampling/sampling_info.h"
#include "core/token_id.h"

#include <span>

namespace logitscope
{

struct Draw
{
    TokenId token = 0;
    int rank = 0; // among all tokens by logit, 0 is the most likely
    double modelProbability = 0.0;
    double samplingProbability = 0.0;
    SamplingInfo info;

    friend bool operator==(const Draw&, const Draw&) = default;
};

// What Distribution::rank(logits), its shape(settings) and that one's draw(u) give, to the last
// bit, but only as much of the vocabulary is ranked as this takes: the nucleus, the k best, or the
// ranks until u is reached.
Result<Draw> drawToken(std::span<const float> logits, const SamplerSettings& settings, double u);

// The same from adjusted logits; but the token's rank, its raw probability and the original entropy
// are of the model's own, which no request changes. `drawn` are the continuation's tokens so far.
Result<Draw> drawAdjusted(std::span<const float> logits, const LogitAdjustment& adjustment,
                          std::span<const TokenId> drawn, const SamplerSettings& settings,
                          double u);

} // namespace logitscope
