// A continuation as a page of pseudocode has it: one context, one token after the other, nothing
// kept from step to step but the tokens. What batches and the server are compared with.
#pragma once

#include "core/generation/open_model.h"
#include "core/run/stop_reason.h"
#include "core/sampling/dice.h"
#include "core/sampling/draw.h"
#include "tests/core/generation/whole_text.h"
#include "tests/fixtures/read_token.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

struct PlainRequest
{
    std::uint64_t seed = 1;
    std::uint64_t stream = 0;
    SamplerChain settings = {};
    std::vector<std::pair<TokenId, float>> bias = {};
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

// Takes the bias and three of the penalties off every token in turn, each as its formula has it.
inline std::vector<float> plainlyPenalised(std::vector<float> logits, const PlainRequest& request,
                                           const std::vector<int>& sampled, // how often each was
                                           const std::vector<bool>& inPrompt)
{
    for (const auto& [token, bias] : request.bias)
        logits[static_cast<std::size_t>(token)] += bias;
    for (std::size_t token = 0; token < logits.size(); ++token) {
        double logit = logits[token];
        for (const auto& stage : request.settings.stages) {
            if (!stage.isOn)
                continue;
            if (stage.kind == StageKind::PresencePenalty && sampled[token] > 0)
                logit -= stage.value();
            if (stage.kind == StageKind::FrequencyPenalty)
                logit -= sampled[token] * stage.value();
            if (stage.kind == StageKind::RepetitionPenalty &&
                (sampled[token] > 0 || inPrompt[token]))
                logit = logit > 0.0 ? logit / stage.value() : logit * stage.value();
        }
        logits[token] = static_cast<float>(logit);
    }
    return logits;
}

// What is left of the chain then.
inline SamplerChain withoutPlainPenalties(SamplerChain chain)
{
    std::erase_if(chain.stages, [](const Stage& stage) {
        return stage.kind == StageKind::PresencePenalty ||
               stage.kind == StageKind::FrequencyPenalty ||
               stage.kind == StageKind::RepetitionPenalty;
    });
    return chain;
}

inline PlainRun plainRun(const std::shared_ptr<const OpenModel>& model,
                         const std::vector<TokenId>& prompt, const PlainRequest& request)
{
    PlainRun run;
    const auto context = model->model->newContext();
    auto logits = context->prefill(prompt).value();
    const auto chain = withoutPlainPenalties(request.settings);
    const Dice dice(request.seed, request.stream);
    std::vector<int> counts(logits.size());
    std::vector<bool> inPrompt(logits.size());
    for (const auto token : prompt)
        inPrompt[static_cast<std::size_t>(token)] = true;
    std::vector<TokenId> sampled;
    std::optional<double> mu;
    for (int i = 0; i < request.count; ++i) {
        if (context->length() == model->model->info().contextLength) {
            run.reason = StopReason::ContextFull;
            return run;
        }
        run.logits.emplace_back(logits.begin(), logits.end());
        const auto penalised = plainlyPenalised(run.logits.back(), request, counts, inPrompt);
        const auto number = static_cast<std::uint64_t>(i);
        const DrawInput input{
            .chain = {.prompt = prompt,
                      .sampled = sampled,
                      .chance = dice.chance(number),
                      .mu = mu},
            .numberOf = [&](TokenId token) { return dice.ofToken(number, token); }};
        const auto draw = drawToken(penalised, chain, dice.roll(number), input).value();
        mu = draw.mu;
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
        sampled.push_back(draw.token);
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
