// A token drawn from logits that a request has adjusted.
#pragma once

#include "core/sampling/draw.h"
#include "core/sampling/logit_adjustment.h"

namespace logitscope
{

// As drawToken(), from the adjusted logits; but the token's rank, its raw probability and the
// original entropy are of the model's own, which no request changes. `drawn` are the continuation's
// tokens so far.
Result<Draw> drawAdjusted(std::span<const float> logits, const LogitAdjustment& adjustment,
                          std::span<const TokenId> drawn, const SamplerSettings& settings,
                          double u);

} // namespace logitscope
