// A recorded run made again: whether this model samples every token of it, with every number.
#pragma once

#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/run/run.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace logitscope
{

struct ReplayDifference
{
    std::size_t row; // among the branches, from 0
    int step;        // from 0
    std::string sentence;
    bool isRounding; // no more than what another kind of processor rounds otherwise
};

struct Replay
{
    int tokens = 0;    // that were made again
    int unsampled = 0; // of these, that a server told too little of to sample them again
    std::optional<ReplayDifference> difference = {}; // the first
};

// Which numbers are the same.
enum class Rounding
{
    OfThisProcessor, // within one part in a billion: another number of cores adds up otherwise
    OfAny,           // within one part in ten thousand: logits are F32, and sums of many products
};

// A step is made again from the text that the file has before it, so that one that differs says
// nothing about those behind it. A token that a person chose is not sampled; its numbers are
// compared. Where a server told only some tokens, then or now, so is what both know: bounds have to
// be the same where they come from as many tokens, and to have a number in common otherwise; and a
// token that can't be sampled from so few is compared as one that a person chose. Of a file without
// the prompt's token ids the prompt is read as text. The Error says why that can't be done: a text
// that is too long, a token that this model doesn't know.
Result<Replay> replay(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                      const Run& run, Rounding rounding = Rounding::OfThisProcessor);

} // namespace logitscope
