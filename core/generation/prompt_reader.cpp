#include "core/generation/prompt_reader.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope
{

PromptReader::PromptReader(ReadText beginning, std::vector<TokenId> tokens)
    : tokens_(std::move(tokens))
    , read_(std::move(beginning))
{
    assert(!tokens_.empty());
    assert(std::ranges::equal(read_.tokens, std::span(tokens_).first(read_.tokens.size())));
}

PromptReader::PromptReader(std::shared_ptr<const OpenModel> model, std::vector<TokenId> tokens)
    : PromptReader(ReadText{.model = model, .context = model->model->newContext()},
                   std::move(tokens))
{
}

std::span<const TokenId> PromptReader::next(int most) const
{
    const auto left = std::span(tokens_).subspan(read_.tokens.size());
    assert(!left.empty() && most > 0);
    return left.first(std::min(left.size(), static_cast<std::size_t>(most)));
}

void PromptReader::noteRead(std::size_t count)
{
    const auto end = tokens_.begin() + static_cast<std::ptrdiff_t>(read_.tokens.size() + count);
    read_.tokens.assign(tokens_.begin(), end);
    read_.hasLogits = true;
}

Result<void> PromptReader::read(int most)
{
    const auto tokens = next(most);
    if (const auto logits = read_.context->prefill(tokens); !logits)
        return tl::unexpected(logits.error());
    noteRead(tokens.size());
    return {};
}

Result<std::span<const float>> PromptReader::readEach(int most)
{
    const auto tokens = next(most);
    const auto vocabulary = static_cast<std::size_t>(read_.model->model->info().vocabularySize);
    each_.resize(tokens.size() * vocabulary);
    if (const auto read = read_.context->prefillEach(tokens, each_); !read)
        return tl::unexpected(read.error());
    noteRead(tokens.size());
    return std::span<const float>(each_);
}

Continuation PromptReader::fork(std::uint64_t seed, std::uint64_t stream) const
{
    assert(done());
    return Continuation(read_.model, read_.context->fork(), tokens_, Dice(seed, stream));
}

Continuation PromptReader::continuation(std::uint64_t seed, std::uint64_t stream) &&
{
    assert(done());
    auto read = std::move(read_);
    return Continuation(std::move(read.model), std::move(read.context), std::move(tokens_),
                        Dice(seed, stream));
}

Continuation PromptReader::resumed(std::span<const TokenId> continuation, std::uint64_t seed,
                                   std::uint64_t stream) &&
{
    assert(done() && !continuation.empty());
    const auto promptSize = tokens_.size() - (continuation.size() - 1);
    auto resumed = std::move(*this).continuation(seed, stream);
    resumed.promptTokens_.resize(promptSize);
    resumed.drawn_.assign(continuation.begin(), continuation.end());
    resumed.lastIsRead_ = false;
    return resumed;
}

} // namespace logitscope
