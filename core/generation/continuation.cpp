#include "core/generation/continuation.h"

#include "core/sampling/draw.h"

#include <cassert>
#include <utility>

namespace logitscope
{

Continuation::Continuation(std::shared_ptr<const OpenModel> model, std::unique_ptr<Context> context,
                           std::vector<TokenId> promptTokens, Dice dice)
    : model_(std::move(model))
    , context_(std::move(context))
    , promptTokens_(std::move(promptTokens))
    , dice_(dice)
{
}

Continuation Continuation::fork(std::uint64_t seed, std::uint64_t stream) const
{
    assert(steps() == 0);
    return Continuation(model_, context_->fork(), promptTokens_, Dice(seed, stream));
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

Result<Step> Continuation::draw(const SamplerChain& settings,
                                std::span<const std::pair<TokenId, float>> bias)
{
    const std::uint64_t number = drawn_.size();
    const double u = dice_.roll(number);
    const auto draw =
        drawToken(logits(), settings, u,
                  {.chain = {promptTokens_, drawn_, dice_.chance(number), mu_},
                   .bias = bias,
                   .numberOf = [&](TokenId token) { return dice_.ofToken(number, token); }});
    if (!draw)
        return tl::unexpected(atThisStep(draw.error()));

    Step step;
    step.token = draw->token;
    step.bytes = model_->tokenizer.bytes(step.token);
    step.rank = draw->rank;
    step.modelProbability = draw->modelProbability;
    step.samplingProbability = draw->samplingProbability;
    step.u = u;
    step.stream = dice_.stream();
    step.settings = settings;
    step.info = draw->info;
    step.mu = draw->mu;

    mu_ = draw->mu;
    drawn_.push_back(step.token);
    lastIsRead_ = false;
    return step;
}

ReadText Continuation::release() &&
{
    auto tokens = std::move(promptTokens_);
    const auto read = std::span(drawn_).first(drawn_.size() - (lastIsRead_ ? 0 : 1));
    tokens.insert(tokens.end(), read.begin(), read.end());
    return {.model = std::move(model_),
            .tokens = std::move(tokens),
            .context = std::move(context_),
            .hasLogits = true};
}

} // namespace logitscope
