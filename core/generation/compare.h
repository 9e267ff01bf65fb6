// A comparison as a job: every strategy continues the prompt, all in one batch.
#pragma once

#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/run/comparison.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

// How many rows run together.
constexpr int mostCompareRows = 64;

// The rows a request asks for, without tokens: strategy by strategy, repeat by repeat.
std::vector<Branch> rowsOf(const CompareRequest& request);

// Rows of a prompt, which is given in its tokens. Each adds so many at most, to those that it has.
GenerationJob jobOf(const std::shared_ptr<const OpenModel>& model, std::vector<TokenId> prompt,
                    std::span<const Branch> rows, int tokens);

struct CompareCallbacks
{
    std::function<void(int row, const Step&)> stepped;
    std::function<void(int row, StopReason)> ended; // rows end on their own
    std::function<bool()> stopRequested;            // asked after every step of a row
};

// Returns when all rows have ended; those that ran when a stop was requested are Stopped. Every
// row is what the same prompt, settings, seed and stream give alone. The callbacks come from the
// service's thread.
Result<Run> compare(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                    const CompareRequest& request, const CompareCallbacks& callbacks);

} // namespace logitscope
