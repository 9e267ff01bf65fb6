#include "core/generation/continuation.h"

#include "core/sampling/distribution.h"

#include <fmt/format.h>

#include <cassert>

namespace logitscope
{

namespace
{

Result<std::vector<TokenId>> tokensOf(const OpenModel& model, std::string_view prompt)
{
    auto tokens = model.tokenizer.encode(prompt);
    if (tokens.empty()) {
        const auto endOfText = model.tokenizer.endOfText();
        if (!endOfText)
            return fail("the prompt is empty, and this model has no <|endoftext|> to start from; "
                        "type a prompt");
        tokens.push_back(*endOfText);
    }

    const auto limit = model.model->info().contextLength;
    if (tokens.size() > static_cast<std::size_t>(limit))
        return fail(
            fmt::format("the prompt has {} tokens, but this model's context holds {}; shorten it",
                        tokens.size(), limit));
    return tokens;
}

} // namespace

Continuation::Continuation(std::shared_ptr<const OpenModel> model,
                           std::vector<TokenId> promptTokens, std::uint64_t seed)
    : model_(std::move(model))
    , context_(model_->model->newContext())
    , promptTokens_(std::move(promptTokens))
    , dice_(seed)
{
}

Result<Continuation> Continuation::begin(std::shared_ptr<const OpenModel> model,
                                         std::string_view prompt, std::uint64_t seed)
{
    auto tokens = tokensOf(*model, prompt);
    if (!tokens)
        return tl::unexpected(tokens.error());

    Continuation continuation(std::move(model), std::move(*tokens), seed);
    const auto logits = continuation.context_->prefill(continuation.promptTokens_);
    if (!logits)
        return tl::unexpected(logits.error());
    continuation.logits_ = *logits;
    return continuation;
}

std::optional<Error> Continuation::findError(const OpenModel& model, std::string_view prompt)
{
    const auto tokens = tokensOf(model, prompt);
    return tokens ? std::nullopt : std::optional(tokens.error());
}

std::optional<StopReason> Continuation::end() const
{
    if (endedText())
        return StopReason::EndOfText;
    if (static_cast<int>(promptTokens_.size()) + steps_ >= model_->model->info().contextLength)
        return StopReason::ContextFull;
    return std::nullopt;
}

bool Continuation::endedText() const
{
    return last_ && last_ == model_->tokenizer.endOfText();
}

Result<Step> Continuation::advance(const SamplerSettings& settings)
{
    assert(!end());
    const auto failed = [this](const Error& error) {
        return fail(fmt::format("step {}: {}", steps_ + 1, error.message));
    };

    if (last_) {
        const auto logits = context_->step(*last_);
        if (!logits)
            return failed(logits.error());
        logits_ = *logits;
        last_.reset(); // read now, also when what follows fails
    }

    const auto distribution = Distribution::rank(logits_);
    if (!distribution)
        return failed(distribution.error());
    const auto shaped = distribution->shape(settings);

    Step step;
    step.u = dice_.roll(static_cast<std::uint64_t>(steps_));
    step.rank = shaped.draw(step.u);
    step.token = distribution->token(step.rank);
    step.bytes = model_->tokenizer.bytes(step.token);
    step.rawProbability = distribution->probability(step.rank);
    step.finalProbability = shaped.probability(step.rank);
    step.settings = settings;
    step.info = shaped.info;

    last_ = step.token;
    ++steps_;
    return step;
}

} // namespace logitscope
