// The loop that draws a token after the other for several continuations at once.
#pragma once

#include "core/generation/batch.h"
#include "core/result.h"

#include <functional>
#include <vector>

namespace logitscope
{

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
