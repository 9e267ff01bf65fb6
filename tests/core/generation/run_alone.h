// One continuation run as a person would run it, step by step, and steps compared.
#pragma once

#include "tests/core/generation/open_checkpoint.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

// Field by field, to the last bit.
inline bool sameStep(const Step& a, const Step& b)
{
    return a.token == b.token && a.bytes == b.bytes && a.rank == b.rank && a.u == b.u &&
           a.modelProbability == b.modelProbability &&
           a.samplingProbability == b.samplingProbability && a.settings == b.settings &&
           a.info == b.info && a.mu == b.mu;
}

inline bool sameSteps(const std::vector<Step>& a, const std::vector<Step>& b)
{
    return std::ranges::equal(a, b, sameStep);
}

struct Ended
{
    std::vector<Step> steps = {};
    std::optional<StopReason> reason = {};

    std::string bytes() const
    {
        std::string all;
        for (const auto& step : steps)
            all += step.bytes;
        return all;
    }

    std::vector<TokenId> tokens() const
    {
        std::vector<TokenId> all;
        for (const auto& step : steps)
            all.push_back(step.token);
        return all;
    }
};

// Without a batch, without stop strings.
inline Ended runAlone(Continuation continuation, const SamplerChain& settings, int count,
                      const fixtures::Bias& bias = {})
{
    Ended row;
    while (!continuation.end() && static_cast<int>(row.steps.size()) < count)
        row.steps.push_back(fixtures::advance(continuation, settings, bias));
    row.reason = continuation.end().value_or(StopReason::Length);
    return row;
}

} // namespace logitscope
