#include "core/generation/continuation.h"

#include "core/generation/prompt_reader.h"
#include "core/sampling/draw.h"
#include "core/shortened.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace logitscope
{

namespace
{

Result<void> checkLength(const OpenModel& model, std::span<const TokenId> prompt)
{
    const auto limit = model.model->info().contextLength;
    if (prompt.size() > static_cast<std::size_t>(limit))
        return fail("the prompt has {} tokens, but this model's context holds {}; shorten it",
                    prompt.size(), limit);
    return {};
}

} // namespace

Result<std::vector<TokenId>> Continuation::encode(const OpenModel& model, std::string_view prompt,
                                                  SpecialTokens special)
{
    auto tokens = model.tokenizer.encode(prompt, special);
    if (tokens.empty()) {
        if (!model.bounds.begin)
            return fail("the prompt is empty, and this model has no <|endoftext|> to start from; "
                        "type a prompt");
        tokens.push_back(*model.bounds.begin);
    }

    const auto known = model.model->info().vocabularySize;
    const auto unknown =
        std::ranges::find_if(tokens, [known](TokenId token) { return token >= known; });
    if (unknown != tokens.end())
        return fail("the prompt has {} (token {}), but this model knows only tokens up to {}; "
                    "leave it out",
                    shortened(tokenLabel(model.tokenizer.bytes(*unknown))), *unknown, known - 1);
    return tokens;
}

Result<std::vector<TokenId>> Continuation::tokensOf(const OpenModel& model, std::string_view prompt,
                                                    SpecialTokens special)
{
    auto tokens = encode(model, prompt, special);
    if (tokens) {
        if (const auto fits = checkLength(model, *tokens); !fits)
            return tl::unexpected(fits.error());
    }
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
                                         std::uint64_t stream, SpecialTokens special)
{
    auto tokens = tokensOf(*model, prompt, special);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return begin(std::move(model), *std::move(tokens), seed, stream);
}

Result<Continuation> Continuation::begin(std::shared_ptr<const OpenModel> model,
                                         std::vector<TokenId> promptTokens, std::uint64_t seed,
                                         std::uint64_t stream)
{
    if (const auto fits = checkLength(*model, promptTokens); !fits)
        return tl::unexpected(fits.error());
    const auto all = static_cast<int>(promptTokens.size());
    PromptReader reader(std::move(model), std::move(promptTokens));
    if (const auto read = reader.read(all); !read)
        return tl::unexpected(read.error());
    return std::move(reader).continuation(seed, stream);
}

Continuation Continuation::fork(std::uint64_t seed, std::uint64_t stream) const
{
    assert(steps() == 0);
    return Continuation(model_, context_->fork(), promptTokens_, Dice(seed, stream));
}

Result<void> Continuation::resume(std::span<const TokenId> tokens)
{
    assert(steps() == 0);
    if (tokens.empty())
        return {};
    // The last is read when it is known that something follows it, as after a step.
    if (const auto before = tokens.first(tokens.size() - 1); !before.empty())
        if (const auto read = context_->prefill(before); !read)
            return tl::unexpected(read.error());
    drawn_.assign(tokens.begin(), tokens.end());
    lastIsRead_ = false;
    return {};
}

std::optional<StopReason> Continuation::end() const
{
    if (endedText())
        return StopReason::EndOfText;
    if (static_cast<int>(promptTokens_.size()) + steps() >= model_->model->info().contextLength)
        return StopReason::ContextFull;
    return std::nullopt;
}

bool Continuation::endedText() const
{
    return !drawn_.empty() && model_->bounds.isEnd(drawn_.back());
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
        if (!continuation->lastIsRead_)
            rows.push_back({continuation->context_.get(), continuation->drawn_.back()});
    }
    if (rows.empty())
        return {};
    const auto& first = *continuations.front();
    if (const auto read = first.model_->model->step(rows); !read)
        return tl::unexpected(first.atThisStep(read.error()));
    for (auto* continuation : continuations)
        continuation->lastIsRead_ = true;
    return {};
}

Error Continuation::atThisStep(const Error& error) const
{
    return Error::of("step {}: {}", steps() + 1, error.message);
}

Result<Step> Continuation::draw(const SamplerSettings& settings, const LogitAdjustment& adjustment)
{
    const double u = dice_.roll(drawn_.size());
    const auto draw = drawAdjusted(logits(), adjustment, drawn_, settings, u);
    if (!draw)
        return tl::unexpected(atThisStep(draw.error()));

    Step step;
    step.token = draw->token;
    step.bytes = model_->tokenizer.bytes(step.token);
    step.rank = draw->rank;
    step.modelProbability = draw->modelProbability;
    step.samplingProbability = draw->samplingProbability;
    step.u = u;
    step.settings = settings;
    step.info = draw->info;

    drawn_.push_back(step.token);
    lastIsRead_ = false;
    return step;
}

} // namespace logitscope
