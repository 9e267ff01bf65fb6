// A recorded run made again: whether this model samples every token of it, with every number.
#pragma once

#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/run/comparison.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

struct ReplayDifference
{
    std::size_t row; // of the comparison, from 0
    int step;        // from 0
    std::string sentence;
};

struct Replay
{
    int tokens = 0;                                  // that were made again
    std::optional<ReplayDifference> difference = {}; // the first
};

// Numbers are the same where they differ by no more than one part in a billion: sums are rounded
// otherwise where another number of cores adds them up.
//
// A step is made again from the text that the file has before it, so that one that differs says
// nothing about those behind it. A token that a person chose is not sampled; its numbers are
// compared. Of a file without the prompt's token ids the prompt is read as text. The Error says why
// that can't be done: a text that is too long, a token that this model doesn't know.
Result<Replay> replay(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                      const Comparison& run);

} // namespace logitscope
