#include "core/run/prompt_scores.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

std::size_t lengthShared(std::span<const TokenId> a, std::span<const TokenId> b)
{
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

} // namespace

// A score depends on its token and on those before it, on nothing behind.
void PromptScores::setPrompt(std::vector<TokenId> tokens)
{
    const auto shared = std::max(lengthShared(tokens_, tokens), std::size_t{1});
    scores_.resize(std::min(scores_.size(), shared - 1), TokenScore{});
    tokens_ = std::move(tokens);
}

bool PromptScores::take(std::span<const TokenId> text, int begin,
                        std::span<const TokenScore> scores)
{
    const auto first = static_cast<std::size_t>(begin);
    const auto end = std::min(lengthShared(tokens_, text), first + scores.size());
    const auto before = scores_.size();
    if (first > before + 1)
        return false;
    for (auto position = before + 1; position < end; ++position)
        scores_.push_back(scores[position - first]);
    return scores_.size() > before;
}

} // namespace logitscope
