#include "core/remote/remote_context.h"

#include <algorithm>
#include <cassert>

namespace logitscope
{

Result<std::vector<TokenId>> RemoteContext::with(std::span<const TokenId> tokens) const
{
    const auto& info = model_.info();
    if (std::cmp_greater(tokens_.size() + tokens.size(), info.contextLength))
        return fail("the text has {} tokens, but this model's context holds {}; shorten it",
                    tokens_.size() + tokens.size(), info.contextLength);
    const auto unknown = std::ranges::find_if(
        tokens, [&info](TokenId token) { return token < 0 || token >= info.vocabularySize; });
    if (unknown != tokens.end())
        return fail("token {} is outside the vocabulary of {} that {} has; check that the text is "
                    "this model's",
                    *unknown, info.vocabularySize, info.device);
    auto text = tokens_;
    text.insert(text.end(), tokens.begin(), tokens.end());
    return text;
}

void RemoteContext::take(std::vector<TokenId> text, std::span<const Candidate> candidates)
{
    const auto vocabulary = model_.info().vocabularySize;
    logits_.resize(static_cast<std::size_t>(vocabulary));
    writeLogits(candidates, logits_);
    coverage_ = coverageOf(candidates, vocabulary);
    read_ = text;
    tokens_ = std::move(text);
}

Result<std::span<const float>> RemoteContext::prefill(std::span<const TokenId> tokens)
{
    const NextTokens next{this, tokens};
    if (const auto read = model_.read({&next, 1}); !read)
        return tl::unexpected(read.error());
    return std::span<const float>(logits_);
}

Result<void> RemoteContext::prefillEach(std::span<const TokenId> tokens, std::span<float> each)
{
    assert(!tokens.empty());
    const auto vocabulary = each.size() / tokens.size();
    assert(vocabulary == static_cast<std::size_t>(model_.info().vocabularySize));
    auto text = with(tokens);
    if (!text)
        return tl::unexpected(std::move(text).error());
    const auto steps = model_.eachToken(*text, length(), model_.candidates());
    if (!steps)
        return tl::unexpected(steps.error());
    for (std::size_t i = 0; i < tokens.size(); ++i)
        writeLogits((*steps)[i], each.subspan(i * vocabulary, vocabulary));
    take(*std::move(text), steps->back());
    return {};
}

std::unique_ptr<Context> RemoteContext::fork() const
{
    return std::make_unique<RemoteContext>(*this);
}

void RemoteContext::rewind(int length)
{
    assert(length >= 0 && length <= this->length());
    tokens_.resize(static_cast<std::size_t>(length));
}

Result<void> RemoteContext::fetch(int candidates)
{
    const auto wanted = std::min(candidates, model_.info().vocabularySize);
    if (read_.empty() || coverage_.known >= wanted)
        return {};
    const auto steps = model_.nextTokens({&read_, 1}, wanted);
    if (!steps)
        return tl::unexpected(steps.error());
    const auto& info = model_.info();
    if (std::cmp_less_equal(steps->front().size(), coverage_.known))
        return fail("{}: tells of {} tokens a step at most, but {} are needed; ask its operator "
                    "for more ({})",
                    info.device, steps->front().size(), wanted,
                    info.engine == "Logitscope" ? "logitscope serve --all-logprobs"
                                                : "vLLM: --max-logprobs");
    auto tokens = tokens_; // rewound, perhaps
    take(read_, steps->front());
    tokens_ = std::move(tokens);
    return {};
}

} // namespace logitscope
