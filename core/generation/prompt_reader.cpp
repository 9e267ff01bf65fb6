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

int PromptReader::left() const
{
    return static_cast<int>(tokens_.size() - read_.tokens.size());
}

void PromptReader::fetch(int candidates)
{
    // An Error leaves what is known, and whoever needs more hears of it then.
    static_cast<void>(read_.context->fetch(candidates));
}

NextTokens PromptReader::next(int most) const
{
    const auto rest = std::span(tokens_).subspan(read_.tokens.size());
    assert(!rest.empty() && most > 0);
    return {read_.context.get(), rest.first(std::min(rest.size(), static_cast<std::size_t>(most)))};
}

void PromptReader::wasRead(std::span<const TokenId> tokens)
{
    read_.tokens.insert(read_.tokens.end(), tokens.begin(), tokens.end());
    read_.hasLogits = true;
}

Result<void> PromptReader::read(int most)
{
    const auto tokens = next(most).tokens;
    if (const auto logits = read_.context->prefill(tokens); !logits)
        return tl::unexpected(logits.error());
    wasRead(tokens);
    return {};
}

Result<std::span<const float>> PromptReader::readEach(int most)
{
    const auto tokens = next(most).tokens;
    const auto vocabulary = static_cast<std::size_t>(read_.model->model->info().vocabularySize);
    each_.resize(tokens.size() * vocabulary);
    if (const auto read = read_.context->prefillEach(tokens, each_); !read)
        return tl::unexpected(read.error());
    wasRead(tokens);
    return std::span<const float>(each_);
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
