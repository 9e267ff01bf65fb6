#include "core/generation/prompt_reader.h"

#include <algorithm>
#include <cassert>

namespace logitscope
{

PromptReader::PromptReader(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens)
    : model_(std::move(model))
    , tokens_(std::move(tokens))
    , context_(model_->model->newContext())
{
    assert(!tokens_.empty());
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

Continuation PromptReader::continuation(std::uint64_t seed, std::uint64_t stream) &&
{
    assert(done());
    return Continuation(std::move(model_), std::move(context_), std::move(tokens_),
                        Dice(seed, stream));
}

} // namespace logitscope
