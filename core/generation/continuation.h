// One prompt, continued token by token.
#pragma once

#include "core/generation/model_folder.h"
#include "core/result.h"
#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/sampling/dice.h"
#include "core/sampling/logit_adjustment.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace logitscope
{

class Continuation
{
public:
    // Tokenizes the prompt and reads it in one pass. An empty prompt is read as the token that
    // texts begin with: in GPT-2's training <|endoftext|> came before every text. A prompt longer
    // than the context is an Error.
    static Result<Continuation> begin(std::shared_ptr<const OpenModel> model,
                                      std::string_view prompt, std::uint64_t seed,
                                      std::uint64_t stream = 0,
                                      SpecialTokens special = SpecialTokens::Recognised);

    // The same for a prompt that is tokens already, one or more.
    static Result<Continuation> begin(std::shared_ptr<const OpenModel> model,
                                      std::vector<TokenId> promptTokens, std::uint64_t seed,
                                      std::uint64_t stream = 0);

    // Another continuation of the same prompt, which isn't read again: its keys and values are
    // copied. Only before the first step.
    Continuation fork(std::uint64_t seed, std::uint64_t stream) const;

    // The tokens of a prompt, however many; that which texts begin with for an empty one. A token
    // that the model doesn't know is an Error.
    static Result<std::vector<TokenId>> encode(const OpenModel& model, std::string_view prompt,
                                               SpecialTokens special = SpecialTokens::Recognised);

    // The tokens that begin() would read, or its Error, at the price of tokenizing the prompt.
    static Result<std::vector<TokenId>> tokensOf(const OpenModel& model, std::string_view prompt,
                                                 SpecialTokens special = SpecialTokens::Recognised);

    const std::vector<TokenId>& promptTokens() const { return promptTokens_; }

    int steps() const { return static_cast<int>(drawn_.size()); }

    // Goes on behind tokens that were drawn before, as if it had drawn them, and reads them. Only
    // before the first step; no more than the context holds.
    Result<void> resume(std::span<const TokenId> tokens);

    // Why no further step is possible, or nothing while one is.
    std::optional<StopReason> end() const;

    // The last step drew a token that ends a text, which is no text to show.
    bool endedText() const;

    // Samples the next token. Step n uses the n-th random number whatever came before, so the same
    // model, prompt, seed and settings give the same tokens. Only before the end(). The Error names
    // the step.
    Result<Step> advance(const SamplerSettings& settings);

    // The first half of advance(), for several continuations of one model at once: lets the model
    // read what each drew last, in one pass over the weights. logits() are then the next step's.
    static Result<void> readTogether(std::span<Continuation* const> continuations);

    // The second half. Continuations don't know each other: each may draw on a thread of its own.
    Result<Step> draw(const SamplerSettings& settings, const LogitAdjustment& adjustment = {});

    // The logits from which the last step was sampled; after readTogether(), and before the first
    // step, those of the next. Valid until the model reads more.
    std::span<const float> logits() const { return context_->logits(); }

private:
    friend class PromptReader;

    Continuation(std::shared_ptr<const OpenModel> model, std::unique_ptr<Context> context,
                 std::vector<TokenId> promptTokens, Dice dice);

    Error atThisStep(const Error& error) const;

    std::shared_ptr<const OpenModel> model_; // outlives context_
    std::unique_ptr<Context> context_;
    std::vector<TokenId> promptTokens_;
    Dice dice_;
    std::vector<TokenId> drawn_;
    bool lastIsRead_ = true; // by the model: the last one that is sampled never needs to be
};

} // namespace logitscope
