// What a run was asked and what came of it: replayable, since the same model, prompt, seed and
// settings give the same tokens.
#pragma once

#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/token_id.h"

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

struct Transcript
{
    std::string prompt;
    std::vector<TokenId> promptTokens;
    SamplerSettings settings;
    std::uint64_t seed = 0;
    std::uint64_t stream = 0; // of the seed's random numbers, that the first step's is from; 0
                              // unless rows have their own, or somebody asked for another text
    std::vector<std::string> stop = {}; // strings that were to end the text
    std::vector<Step> steps = {};
    StopReason stopReason = StopReason::Length;

    // The continuation as valid UTF-8, without the token that ended it.
    std::string text() const;

    friend bool operator==(const Transcript&, const Transcript&) = default;
};

} // namespace logitscope
