#include "core/generation/continuation.h"

#include "core/sampling/candidates.h"
#include "core/sampling/draw.h"

#include <algorithm>
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

Result<void> Continuation::checkPenalty(const SamplerChain& settings) const
{
    const auto* penalty = settings.find(StageKind::RepetitionPenalty);
    if (!penalty || !penalty->isActive() || !model_->model->info().givesProbabilities)
        return {};
    return fail("{}", Shortage{.by = *penalty, .needsLogits = true}.sentence());
}

// The Error where no more candidates help, or there are no more.
Result<Continuation::Lacking> Continuation::lackingOf(const Shortage& shortage,
                                                      const SamplerChain& settings) const
{
    const auto known = context_->coverage().known;
    const int vocabulary = model_->model->info().vocabularySize;
    const int wanted =
        shortage.needed.value_or(std::max(2 * known, candidatesWanted(settings, vocabulary)));
    const Lacking lacking{std::min(wanted, vocabulary), shortage.sentence()};
    if (shortage.needsLogits || lacking.candidates <= known)
        return fail("{}", lacking.why);
    return lacking;
}

Result<void> Continuation::fetchLacking()
{
    assert(isLacking());
    if (const auto fetched = context_->fetch(lacking_->candidates); !fetched)
        return tl::unexpected(
            atThisStep(Error::of("{}; {}", lacking_->why, fetched.error().message)));
    return {};
}

Result<std::optional<Step>> Continuation::draw(const SamplerChain& settings,
                                               std::span<const std::pair<TokenId, float>> bias)
{
    if (const auto checked = checkPenalty(settings); !checked)
        return tl::unexpected(atThisStep(checked.error()));
    const auto coverage = context_->coverage();
    const std::uint64_t number = drawn_.size();
    const double u = dice_.roll(number);
    const auto draw =
        drawToken(logits(), settings, u,
                  {.chain = {promptTokens_, drawn_, dice_.chance(number), mu_},
                   .bias = bias,
                   .numberOf = [&](TokenId token) { return dice_.ofToken(number, token); },
                   .coverage = coverage});
    if (!draw)
        return tl::unexpected(atThisStep(draw.error()));
    if (draw->shortage) {
        auto lacking = lackingOf(*draw->shortage, settings);
        if (!lacking)
            return tl::unexpected(atThisStep(lacking.error()));
        lacking_ = *std::move(lacking);
        return std::nullopt;
    }
    lacking_.reset();

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
    step.coverage = coverage.whole() ? Coverage() : coverage; // as files have it

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
