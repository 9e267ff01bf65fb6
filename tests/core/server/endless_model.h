// A model whose texts run for as long as a test needs.
#pragma once

#include "core/generation/open_model.h"
#include "tests/fixtures/checkpoint.h"

#include <memory>

namespace logitscope::fixtures
{

inline std::shared_ptr<const OpenModel> endlessModel()
{
    const TestFolder folder;
    auto checkpoint = randomCheckpoint(
        {.contextLength = 200'000, .width = 2, .layers = 1, .heads = 1, .innerWidth = 1}, 5);
    removeEndOfText(checkpoint);
    checkpoint.writeTo(folder);
    return *openModelFolder(folder.path());
}

} // namespace logitscope::fixtures
