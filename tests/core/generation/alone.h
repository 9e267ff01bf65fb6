// One continuation by itself, without the service: what its rows are compared with.
#pragma once

#include "core/generation/prompt_reader.h"
#include "core/generation/prompt_tokens.h"

#include <QTest>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace logitscope
{

struct Alone
{
    std::vector<Step> steps = {};
    std::vector<std::vector<float>> logits = {}; // of each
    StopReason reason = StopReason::Length;

    std::vector<TokenId> tokens() const
    {
        std::vector<TokenId> all;
        for (const auto& step : steps)
            all.push_back(step.token);
        return all;
    }
};

inline Alone drawAlone(const std::shared_ptr<const OpenModel>& model,
                       const std::vector<TokenId>& prompt, const SamplerChain& settings,
                       std::uint64_t seed, int count, std::uint64_t stream = 0)
{
    Alone alone;
    PromptReader reader(model, prompt);
    while (!reader.done())
        if (!reader.read(1))
            qFatal("the prompt can't be read");
    auto continuation = std::move(reader).continuation(seed, stream);
    auto* const self = &continuation;
    while (std::ssize(alone.steps) < count && !continuation.end()) {
        if (!Continuation::readTogether({&self, 1}))
            qFatal("the model can't step");
        alone.steps.push_back(continuation.draw(settings).value().value());
        alone.logits.emplace_back(continuation.logits().begin(), continuation.logits().end());
    }
    alone.reason = continuation.end().value_or(StopReason::Length);
    return alone;
}

inline Alone drawAlone(const std::shared_ptr<const OpenModel>& model, std::string_view prompt,
                       const SamplerChain& settings, std::uint64_t seed, int count,
                       std::uint64_t stream = 0)
{
    return drawAlone(model, tokensOf(*model, prompt).value(), settings, seed, count, stream);
}

} // namespace logitscope
