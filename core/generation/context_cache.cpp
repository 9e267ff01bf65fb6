#include "core/generation/context_cache.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope
{

namespace
{

// A short text takes more memory than its tokens' keys and values: it has logits, too.
constexpr std::size_t mostTexts = 32;

std::size_t sharedLength(const ReadText& text, std::span<const TokenId> tokens)
{
    const auto end = std::ranges::mismatch(text.tokens, tokens).in1;
    return static_cast<std::size_t>(end - text.tokens.begin());
}

// The logits of a text are those after its last token, so that one is read anew.
void cutTo(ReadText& text, std::size_t length, std::span<const TokenId> wanted)
{
    text.tokens.resize(std::min(length, wanted.size() - 1));
    text.context->rewind(static_cast<int>(text.tokens.size()));
    text.hasLogits = false;
}

} // namespace

ReadText ContextCache::take(const std::shared_ptr<const OpenModel>& model,
                            std::span<const TokenId> tokens)
{
    assert(!tokens.empty());
    std::erase_if(kept_, [&](const ReadText& text) { return text.model != model; });
    const auto best = std::ranges::max_element(
        kept_, {}, [tokens](const ReadText& text) { return sharedLength(text, tokens); });
    const auto shared = best == kept_.end() ? 0 : sharedLength(*best, tokens);
    if (shared == 0)
        return {.model = model, .context = model->model->newContext()};

    if (shared < best->tokens.size()) { // it stays, for whoever goes on with it
        ReadText other{model, best->tokens, best->context->fork(), false};
        cutTo(other, shared, tokens);
        return other;
    }
    auto text = std::move(*best);
    kept_.erase(best);
    if (!text.hasLogits)
        cutTo(text, shared, tokens);
    return text;
}

std::uint64_t ContextCache::bytes() const
{
    std::uint64_t bytes = 0;
    for (const auto& text : kept_)
        bytes += text.model->model->info().bytesOfTokens(text.tokens.size());
    return bytes;
}

void ContextCache::put(ReadText text)
{
    if (mostTokens_ == 0 || !text.context || text.tokens.empty())
        return;
    kept_.push_back(std::move(text));
    if (kept_.size() > mostTexts)
        kept_.pop_front();
    std::size_t sum = 0;
    const auto keep = std::find_if(kept_.rbegin(), kept_.rend(), [&](const ReadText& one) {
        sum += one.tokens.size();
        return &one != &kept_.back() && std::cmp_greater(sum, mostTokens_);
    });
    kept_.erase(kept_.begin(), keep.base());
}

} // namespace logitscope
