// A model that a test holds up, and jobs of known sizes for it.
#pragma once

#include "tests/core/generation/gate.h"
#include "tests/core/generation/noted_job.h"
#include "tests/core/generation/watched_model.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace logitscope::fixtures
{

constexpr Sizes roomy{.contextLength = 300};

// A model whose passes are noted, and wait at a gate. The passes are read when nothing runs.
struct Gated
{
    Gate gate;
    std::vector<Pass> passes;
    std::shared_ptr<const OpenModel> inner;
    std::shared_ptr<const OpenModel> model;

    explicit Gated(std::uint32_t seed, const Sizes& sizes = roomy) : inner(openEndless(seed, sizes))
    {
        model = watched(inner, [this](const Pass& pass) -> Result<void> {
            passes.push_back(pass);
            gate.pass();
            return {};
        });
    }

    // Prompt lengths, which say whose they are.
    std::vector<int> promptsRead() const
    {
        std::vector<int> lengths;
        for (const auto& pass : passes)
            if (pass.prompt)
                lengths.push_back(pass.tokens);
        return lengths;
    }

    std::vector<int> passLengths() const
    {
        std::vector<int> lengths;
        for (const auto& pass : passes)
            lengths.push_back(pass.tokens);
        return lengths;
    }
};

inline GenerationJob shortJob(const std::shared_ptr<const OpenModel>& model, int promptLength,
                              int rows = 1, int tokens = 2)
{
    GenerationJob job{
        .model = model,
        .prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
        .tokens = tokens};
    for (int row = 0; row < rows; ++row)
        job.rows.push_back({.seed = 5, .stream = static_cast<std::uint64_t>(row)});
    return job;
}

// Runs until somebody cancels it, as far as the context goes.
inline GenerationJob longJob(const std::shared_ptr<const OpenModel>& model, int promptLength = 1,
                             int rows = 1)
{
    return shortJob(model, promptLength, rows, 200);
}

// A prompt that is only read.
inline GenerationJob readJob(const std::shared_ptr<const OpenModel>& model,
                             std::vector<TokenId> prompt)
{
    return {.model = model, .prompts = {std::move(prompt)}};
}

} // namespace logitscope::fixtures
