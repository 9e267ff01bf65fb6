#include "core/sampling/ranking.h"

#include "core/sampling/logit_scan.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace logitscope
{

namespace
{

constexpr std::size_t sampleStep = 64;
constexpr std::size_t firstSampled = 8; // so the first round ranks about 500 tokens,
constexpr std::size_t growth = 4;       // and every further one goes to about four times as many

// Keys are in the order of the ranks. As unsigned integers the bit patterns of the positive floats
// are in order and those of the negative ones in reverse; adding 0 turns -0 into +0.
std::uint64_t keyOf(float logit, TokenId token)
{
    const auto bits = std::bit_cast<std::uint32_t>(logit + 0.0f);
    const std::uint32_t falling = (bits >> 31) != 0 ? bits : bits ^ 0x7FFFFFFFu;
    return std::uint64_t{falling} << 32 | static_cast<std::uint32_t>(token);
}

float logitOf(std::uint64_t key)
{
    const auto falling = static_cast<std::uint32_t>(key >> 32);
    return std::bit_cast<float>((falling >> 31) != 0 ? falling : falling ^ 0x7FFFFFFFu);
}

TokenId tokenOf(std::uint64_t key)
{
    return static_cast<TokenId>(key & 0xFFFFFFFFu);
}

} // namespace

Ranking& Ranking::begin(std::span<const float> logits)
{
    thread_local Ranking ranking;
    ranking.start(logits);
    return ranking;
}

void Ranking::start(std::span<const float> logits)
{
    all_ = logits;
    bound_ = std::numeric_limits<float>::infinity();
    sampled_ = 0;
    ranked_ = 0;
    logits_.resize(logits.size() + collectPadding);
    tokens_.resize(logits.size() + collectPadding);

    keys_.clear();
    for (std::size_t i = sampleStep / 2; i < logits.size(); i += sampleStep)
        keys_.push_back(keyOf(logits[i], 0));
    sorter_(keys_.data(), keys_.size(), hwy::SortAscending());
    sample_.resize(keys_.size());
    std::ranges::transform(keys_, sample_.begin(), logitOf);
}

std::span<const float> Ranking::logits(std::size_t count)
{
    rankAtLeast(count);
    return std::span(logits_).first(ranked_);
}

std::span<const TokenId> Ranking::tokens(std::size_t count)
{
    rankAtLeast(count);
    return std::span(tokens_).first(ranked_);
}

// The logit down to which to rank next, below bound_, so that probably `count` tokens will be.
float Ranking::nextBound(std::size_t count)
{
    sampled_ = std::max({firstSampled, growth * sampled_, 2 * count / sampleStep});
    while (sampled_ < sample_.size() / 2) {
        const float bound = sample_[sampled_ - 1];
        if (bound < bound_)
            return bound;
        sampled_ *= growth;
    }
    return -std::numeric_limits<float>::infinity();
}

// Equal logits are ranked in one go, so that what is ranked is in order with what follows.
void Ranking::rankAtLeast(std::size_t count)
{
    assert(count <= all_.size());
    while (ranked_ < count) {
        const float bound = nextBound(count);
        const auto tokens = std::span(tokens_).subspan(ranked_);
        const auto logits = std::span(logits_).subspan(ranked_);
        const std::size_t found = collectTokens(all_, bound, bound_, tokens, logits);

        keys_.resize(found);
        for (std::size_t i = 0; i < found; ++i)
            keys_[i] = keyOf(logits[i], tokens[i]);
        sorter_(keys_.data(), found, hwy::SortAscending());
        for (std::size_t i = 0; i < found; ++i) {
            logits[i] = logitOf(keys_[i]);
            tokens[i] = tokenOf(keys_[i]);
        }
        bound_ = bound;
        ranked_ += found;
    }
}

} // namespace logitscope
