// A made-up model, opened as a person's would be.
#pragma once

#include "core/generation/model_folder.h"
#include "tests/fixtures/checkpoint.h"

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

} // namespace logitscope::fixtures
