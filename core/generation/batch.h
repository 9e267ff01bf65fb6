// Several continuations of one model at once: every step reads each weight once for all of them.
// What a row draws is what it would draw alone.
#pragma once

#include "core/generation/continuation.h"
#include "core/generation/stop_strings.h"
#include "core/result.h"

#include <functional>
#include <vector>

namespace logitscope
{

struct BatchRow
{
    Continuation continuation;
    SamplerSettings settings;
    StopStrings stop; // the row ends when its text contains one of these
};

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
