#include "core/generation/continuation.h"

#include "core/sampling/draw.h"

#include <fmt/format.h>

#include <cassert>

namespace logitscope
{

Result<std::vector<TokenId>> Continuation::tokensOf(const OpenModel& model, std::string_view prompt)
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

Continuation::Continuation(std::shared_ptr<const OpenModel> model, std::unique_ptr<Context> context,
                           std::vector<TokenId> promptTokens, Dice dice)
    : model_(std::move(model))
    , context_(std::move(context))
    , promptTokens_(std::move(promptTokens))
    , dice_(dice)
{
}

Result<Continuation> Continuation::begin(std::shared_ptr<const OpenModel> model,
                                         std::string_view prompt, std::uint64_t seed,
                                         std::uint64_t stream)
{
    auto tokens = tokensOf(*model, prompt);
    if (!tokens)
        return tl::unexpected(tokens.error());

    auto context = model->model->newContext();
    if (const auto logits = context->prefill(*tokens); !logits)
        return tl::unexpected(logits.error());
    return Continuation(std::move(model), std::move(context), std::move(*tokens),
                        Dice(seed, stream));
}

Continuation Continuation::fork(std::uint64_t seed, std::uint64_t stream) const
{
    assert(steps_ == 0);
    return Continuation(model_, context_->fork(), promptTokens_, Dice(seed, stream));
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
    Continuation* const alone = this;
    if (const auto read = readTogether({&alone, 1}); !read)
        return tl::unexpected(read.error());
    return draw(settings);
}

Result<void> Continuation::readTogether(std::span<Continuation* const> continuations)
{
    std::vector<NextToken> rows;
    for (auto* continuation : continuations) {
        assert(!continuation->end());
        if (continuation->last_)
            rows.push_back({continuation->context_.get(), *continuation->last_});
    }
    if (rows.empty())
        return {};
    const auto& first = *continuations.front();
    if (const auto read = first.model_->model->step(rows); !read)
        return tl::unexpected(first.atThisStep(read.error()));
    for (auto* continuation : continuations)
        continuation->last_.reset();
    return {};
}

Error Continuation::atThisStep(const Error& error) const
{
    return {fmt::format("step {}: {}", steps_ + 1, error.message)};
}

Result<Step> Continuation::draw(const SamplerSettings& settings)
{
    const double u = dice_.roll(static_cast<std::uint64_t>(steps_));
    const auto draw = drawToken(logits(), settings, u);
    if (!draw)
        return tl::unexpected(atThisStep(draw.error()));

    Step step;
    step.token = draw->token;
    step.bytes = model_->tokenizer.bytes(step.token);
    step.rank = draw->rank;
    step.rawProbability = draw->rawProbability;
    step.finalProbability = draw->finalProbability;
    step.u = u;
    step.settings = settings;
    step.info = draw->info;

    last_ = step.token;
    ++steps_;
    return step;
}

} // namespace logitscope
