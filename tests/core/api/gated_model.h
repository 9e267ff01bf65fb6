// A model that a test holds up, and requests of known sizes to it.
#pragma once

#include "core/api/completion_request.h"
#include "tests/core/api/answers.h"
#include "tests/core/api/gate.h"
#include "tests/core/generation/open_checkpoint.h"
#include "tests/core/generation/watched_model.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace logitscope::fixtures
{

using Model = std::shared_ptr<const OpenModel>;
using Job = std::shared_ptr<CompletionJob>;

constexpr Sizes roomy{.contextLength = 300};

// A model whose passes are noted, and wait at a gate. The passes are read when nothing runs.
struct Gated
{
    Gate gate;
    std::vector<Pass> passes;
    Model inner;
    Model model;

    explicit Gated(std::uint32_t seed) : inner(openEndless(seed, roomy))
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
};

// Runs until somebody cancels it, as far as the context goes.
inline CompletionRequest longRequest(int promptLength = 1)
{
    return {.prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
            .maxTokens = 200};
}

inline CompletionRequest shortRequest(int promptLength, int rows = 1)
{
    return {.prompts = {std::vector<TokenId>(static_cast<std::size_t>(promptLength), 'a')},
            .maxTokens = 2,
            .n = rows,
            .bestOf = rows};
}

inline QString errorOf(const Answer& answer)
{
    return answer.error ? QString::fromStdString(answer.error->message) : QString();
}

inline QString wrong(const Answer& answer, const Model& model, const CompletionRequest& request)
{
    return QString::fromStdString(difference(answer, plainAnswer(model, request)));
}

} // namespace logitscope::fixtures
