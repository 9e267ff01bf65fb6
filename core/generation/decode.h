// The loop that draws one token after the other.
#pragma once

#include "core/generation/continuation.h"
#include "core/generation/stop_strings.h"
#include "core/result.h"

#include <functional>

namespace logitscope
{

struct DecodeCallbacks
{
    std::function<SamplerSettings()> settings; // asked before every step: they may change meanwhile
    std::function<void(const Step&)> stepped;
    std::function<bool()> stopRequested; // asked before every step
};

// Advances by up to `count` tokens, or until these contain a stop string, and says why it ended
// there.
Result<StopReason> decode(Continuation& continuation, int count, const DecodeCallbacks& callbacks,
                          StopStrings stop = {});

} // namespace logitscope
