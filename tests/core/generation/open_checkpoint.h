// A made-up model, opened as a person's would be, and a continuation of it.
#pragma once

#include "core/generation/continuation.h"
#include "core/generation/model_folder.h"
#include "tests/fixtures/checkpoint.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace logitscope::fixtures
{

// The folder may go: the model has copied what it needs.
inline std::shared_ptr<const OpenModel> open(const Checkpoint& checkpoint)
{
    const TestFolder folder;
    checkpoint.writeTo(folder);
    auto model = openModelFolder(folder.path(), {.device = Device::Cpu});
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *std::move(model);
}

// A model that never draws <|endoftext|>, because it has none.
inline std::shared_ptr<const OpenModel> openEndless(std::uint32_t seed, const Sizes& sizes = {})
{
    auto checkpoint = randomCheckpoint(sizes, seed);
    removeEndOfText(checkpoint);
    return open(checkpoint);
}

inline Continuation begin(const std::shared_ptr<const OpenModel>& model,
                          std::string_view prompt = "abc", std::uint64_t seed = 1)
{
    auto continuation = Continuation::begin(model, prompt, seed);
    if (!continuation)
        qFatal("%s", continuation.error().message.c_str());
    return *std::move(continuation);
}

inline Step advance(Continuation& continuation, const SamplerSettings& settings = {})
{
    auto step = continuation.advance(settings);
    if (!step)
        qFatal("%s", step.error().message.c_str());
    return *std::move(step);
}

} // namespace logitscope::fixtures
