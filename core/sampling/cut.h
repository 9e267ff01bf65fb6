// What the settings make of one step's tokens, for a chart that shows all of them as for a draw
// that ranks no more than it needs: which tokens are kept, and how uncertain the choice between
// them is.
#pragma once

#include "core/sampling/ranked_weights.h"
#include "core/sampling/raw_logits.h"
#include "core/sampling/sampler_settings.h"
#include "core/sampling/sampling_info.h"

#include <cstddef>

namespace logitscope
{

struct Cut
{
    std::size_t passedTopK = 0; // ranks [0, passedTopK)
    std::size_t kept = 0;       // ranks [0, kept) of them passed top-p as well
    double factor = 1.0;        // of a weight at the settings' temperature to the final probability
    SamplingInfo info;
};

// `settings` must be free of errors (findError).
Cut cut(const RawLogits& raw, const RankedLogits& ranked, const SamplerSettings& settings);

} // namespace logitscope
