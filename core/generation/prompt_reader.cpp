#include "core/generation/prompt_reader.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope
{

PromptReader::PromptReader(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens)
    : model_(std::move(model))
    , tokens_(std::move(tokens))
    , context_(model_->model->newContext())
{
    assert(!tokens_.empty());
}

void PromptReader::setTokens(std::vector<TokenId> tokens)
{
    assert(!tokens.empty());
    const auto read = std::span(tokens_).first(static_cast<std::size_t>(position()));
    const auto shared = std::ranges::mismatch(read, tokens).in1 - read.begin();
    const bool asBefore = std::cmp_equal(shared, position()) && tokens.size() == tokens_.size();
    tokens_ = std::move(tokens);
    // The logits are those of the last token that is read, so that one is always read anew.
    if (!asBefore)
        context_->rewind(std::min(static_cast<int>(shared), static_cast<int>(tokens_.size()) - 1));
}

std::span<const TokenId> PromptReader::next(int most) const
{
    const auto left = std::span(tokens_).subspan(static_cast<std::size_t>(position()));
    assert(!left.empty() && most > 0);
    return left.first(std::min(left.size(), static_cast<std::size_t>(most)));
}

Result<void> PromptReader::read(int most)
{
    if (const auto logits = context_->prefill(next(most)); !logits)
        return tl::unexpected(logits.error());
    return {};
}

Result<std::span<const float>> PromptReader::readEach(int most)
{
    const auto tokens = next(most);
    const auto vocabulary = static_cast<std::size_t>(model_->model->info().vocabularySize);
    each_.resize(tokens.size() * vocabulary);
    if (const auto read = context_->prefillEach(tokens, each_); !read)
        return tl::unexpected(read.error());
    return std::span<const float>(each_);
}

Continuation PromptReader::fork(std::uint64_t seed, std::uint64_t stream) const
{
    assert(done());
    return Continuation(model_, context_->fork(), tokens_, Dice(seed, stream));
}

Continuation PromptReader::continuation(std::uint64_t seed, std::uint64_t stream) &&
{
    assert(done());
    return Continuation(std::move(model_), std::move(context_), std::move(tokens_),
                        Dice(seed, stream));
}

} // namespace logitscope
