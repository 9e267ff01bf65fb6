// A made-up model, opened as a person's would be, and a continuation of it.
#pragma once

#include "core/generation/open_model.h"
#include "core/generation/prompt_reader.h"
#include "core/generation/prompt_tokens.h"
#include "tests/fixtures/checkpoint.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope::fixtures
{

using Bias = std::vector<std::pair<TokenId, float>>;

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
                          const std::vector<TokenId>& prompt, std::uint64_t seed = 1,
                          std::uint64_t stream = 0)
{
    PromptReader reader(model, prompt);
    if (const auto read = reader.read(static_cast<int>(prompt.size())); !read)
        qFatal("%s", read.error().message.c_str());
    return std::move(reader).continuation(seed, stream);
}

inline Continuation begin(const std::shared_ptr<const OpenModel>& model,
                          std::string_view prompt = "abc", std::uint64_t seed = 1,
                          std::uint64_t stream = 0)
{
    const auto tokens = tokensOf(*model, prompt);
    if (!tokens)
        qFatal("%s", tokens.error().message.c_str());
    return begin(model, *tokens, seed, stream);
}

inline Result<Step> tryToAdvance(Continuation& continuation, const SamplerChain& settings = {},
                                 const Bias& bias = {})
{
    Continuation* const alone = &continuation;
    if (const auto read = Continuation::readTogether({&alone, 1}); !read)
        return tl::unexpected(read.error());
    auto step = continuation.draw(settings, bias);
    if (!step)
        return tl::unexpected(std::move(step).error());
    return *std::move(step).value();
}

inline Step advance(Continuation& continuation, const SamplerChain& settings = {},
                    const Bias& bias = {})
{
    auto step = tryToAdvance(continuation, settings, bias);
    if (!step)
        qFatal("%s", step.error().message.c_str());
    return *std::move(step);
}

} // namespace logitscope::fixtures
