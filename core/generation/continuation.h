// One prompt, continued token by token.
#pragma once

#include "core/generation/context_cache.h"
#include "core/generation/open_model.h"
#include "core/known_logits.h"
#include "core/result.h"
#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/sampling/dice.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/shortage.h"
#include "core/token_id.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace logitscope
{

class Continuation
{
public:
    // Another continuation of the same prompt, which isn't read again: its keys and values are
    // copied. Only before the first step.
    Continuation fork(std::uint64_t seed, std::uint64_t stream) const;

    const std::vector<TokenId>& promptTokens() const { return promptTokens_; }

    int steps() const { return static_cast<int>(drawn_.size()); }

    // Why no further step is possible, or nothing while one is.
    std::optional<StopReason> end() const;

    // The last step drew a token that ends a text, which is no text to show.
    bool endedText() const;

    // The first half of a step: lets the model read what each drew last, in one pass over the
    // weights. logits() are then the next step's. All are of one model, and none has an end().
    static Result<void> readTogether(std::span<Continuation* const> continuations);

    // The second half: samples the next token. Step n uses the n-th random number whatever came
    // before, so the same model, prompt, seed and settings give the same tokens. Continuations
    // don't know each other: each may draw on a thread of its own. The Error names the step.
    // `bias` is added to the logits of these tokens.
    //
    // Nothing: a server told too little to know the token. Then it isLacking(), and fetchLacking()
    // comes before the next draw().
    Result<std::optional<Step>> draw(const SamplerChain& settings,
                                     std::span<const std::pair<TokenId, float>> bias = {});

    bool isLacking() const { return lacking_.has_value(); }

    // Asks the server for more of the same step, and waits for it. From any thread.
    Result<void> fetchLacking();

    // Mirostat's bound for the next step; none: as at a beginning. Only where the steps so far were
    // not drawn here.
    void setMu(std::optional<double> mu) { mu_ = mu; }

    // The logits from which the last step was sampled; after readTogether(), and before the first
    // step, those of the next. Valid until the model reads more.
    KnownLogits logits() const { return {context_->logits(), context_->coverage()}; }

    // What the model has read of it. Ends the continuation.
    ReadText release() &&;

private:
    friend class PromptReader;

    Continuation(std::shared_ptr<const OpenModel> model, std::unique_ptr<Context> context,
                 std::vector<TokenId> promptTokens, Dice dice);

    struct Lacking
    {
        int candidates; // that are needed
        std::string why;
    };

    Error atThisStep(const Error& error) const;
    Result<void> checkPenalty(const SamplerChain& settings) const;
    Result<Lacking> lackingOf(const Shortage& shortage, const SamplerChain& settings) const;

    std::shared_ptr<const OpenModel> model_; // outlives context_
    std::unique_ptr<Context> context_;
    std::vector<TokenId> promptTokens_;
    Dice dice_;
    std::vector<TokenId> drawn_;
    std::optional<double> mu_ = {}; // mirostat's bound
    std::optional<Lacking> lacking_ = {};
    bool lastIsRead_ = true; // by the model: the last one that is sampled never needs to be
};

} // namespace logitscope
