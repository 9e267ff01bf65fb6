// A continuation as a page of pseudocode has it: one context, one token after the other, nothing
// kept from step to step but the tokens. What batches and the server are compared with.
#pragma once

#include "core/generation/model_folder.h"
#include "core/run/stop_reason.h"
#include "core/sampling/dice.h"
#include "core/sampling/draw.h"
#include "core/sampling/logit_adjustment.h"
#include "tests/core/generation/whole_text.h"
#include "tests/fixtures/read_token.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace logitscope
{

struct PlainRequest
{
    std::uint64_t seed = 1;
    std::uint64_t stream = 0;
    SamplerSettings settings = {};
    LogitAdjustment adjustment = {};
    std::vector<std::string> stop = {};
    int count = 0;
};

struct PlainRun
{
    std::vector<Draw> draws = {};
    std::vector<std::vector<float>> logits = {}; // the model's, before each
    std::string bytes = {};                      // of the text, with its stop string
    StopReason reason = StopReason::Length;
};

inline PlainRun plainRun(const std::shared_ptr<const OpenModel>& model,
                         const std::vector<TokenId>& prompt, const PlainRequest& request)
{
    PlainRun run;
    const auto context = model->model->newContext();
    auto logits = context->prefill(prompt).value();
    std::vector<int> counts(logits.size());
    for (int i = 0; i < request.count; ++i) {
        if (context->length() == model->model->info().contextLength) {
            run.reason = StopReason::ContextFull;
            return run;
        }
        run.logits.emplace_back(logits.begin(), logits.end());
        auto adjusted = run.logits.back();
        for (const auto& [token, bias] : request.adjustment.bias)
            adjusted[static_cast<std::size_t>(token)] += bias;
        for (std::size_t token = 0; token < counts.size(); ++token) {
            const double penalty = counts[token] * request.adjustment.frequencyPenalty +
                                   (counts[token] > 0 ? request.adjustment.presencePenalty : 0.0);
            adjusted[token] = static_cast<float>(adjusted[token] - penalty);
        }
        const double u = Dice(request.seed, request.stream).roll(static_cast<std::uint64_t>(i));
        const auto draw = drawToken(adjusted, request.settings, u).value();
        run.draws.push_back(draw);
        if (model->bounds.isEnd(draw.token)) {
            run.reason = StopReason::EndOfText;
            return run;
        }
        run.bytes += model->tokenizer.bytes(draw.token);
        if (cutAtStop(run.bytes, request.stop).stopped) {
            run.reason = StopReason::StopString;
            return run;
        }
        ++counts[static_cast<std::size_t>(draw.token)];
        logits = readToken(*context, draw.token).value();
    }
    if (context->length() == model->model->info().contextLength)
        run.reason = StopReason::ContextFull;
    return run;
}

// Natural logarithms of the softmax.
inline std::vector<long double> logSoftmax(std::span<const float> logits)
{
    const long double top = *std::ranges::max_element(logits);
    long double sum = 0.0L;
    for (const float logit : logits)
        sum += std::exp(logit - top);
    std::vector<long double> all;
    for (const float logit : logits)
        all.push_back(logit - top - std::log(sum));
    return all;
}

} // namespace logitscope
