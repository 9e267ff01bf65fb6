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

Result<void> PromptReader::read(int most)
{
    const auto left = std::span(tokens_).subspan(static_cast<std::size_t>(position()));
    assert(!left.empty() && most > 0);
    const auto piece = left.first(std::min(left.size(), static_cast<std::size_t>(most)));
    if (const auto logits = context_->prefill(piece); !logits)
        return tl::unexpected(logits.error());
    return {};
}

Continuation PromptReader::continuation(std::uint64_t seed, std::uint64_t stream) &&
{
    assert(done());
    return Continuation(std::move(model_), std::move(context_), std::move(tokens_),
                        Dice(seed, stream));
}

} // namespace logitscope
