// The loops that draw one token after the other, for one continuation or for several at once.
#pragma once

#include "core/generation/batch.h"
#include "core/generation/continuation.h"
#include "core/generation/stop_strings.h"
#include "core/result.h"

#include <functional>
#include <vector>

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

struct BatchCallbacks
{
    std::function<void(int row, const Step&)> stepped;
    std::function<void(int row, StopReason)> ended; // rows end on their own, the others go on
    std::function<bool()> stopRequested;            // asked before every step
};

// Advances every row by up to `count` tokens and returns when all have ended. All rows are of one
// model. The Error of any row ends all.
Result<void> decodeBatch(std::vector<BatchRow> rows, int count, const BatchCallbacks& callbacks);

} // namespace logitscope
