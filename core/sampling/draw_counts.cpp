#include "core/sampling/draw_counts.h"

#include <cassert>
#include <cmath>

namespace logitscope
{

Dice diceOfDraws(std::uint64_t seed, std::uint32_t step, std::uint32_t round)
{
    assert(round < std::uint32_t{1} << 31);
    return Dice(seed, std::uint64_t{1} << 63 | std::uint64_t{round} << 32 | step);
}

double LargestDeviation::size() const
{
    return std::abs(share - probability);
}

// Searched from a guide table (Chen and Asau 1974), one entry a token, so that a draw takes the
// same few comparisons however many tokens there are.
DrawCounts::DrawCounts(const Shaped& shaped, const Dice& dice)
    : dice_(dice)
    , begin_(shaped.begin)
    , probabilities_(shaped.probabilities)
    , ends_(shaped.intervalEnds())
    , guide_(ends_.size())
    , counts_(ends_.size())
{
    assert(!shaped.shortage);
    std::size_t place = 0;
    for (std::size_t i = 0; i < guide_.size(); ++i) {
        const double lowest = static_cast<double>(i) / static_cast<double>(guide_.size());
        while (ends_[place] <= lowest)
            ++place;
        guide_[i] = place;
    }
}

std::size_t DrawCounts::place(double u) const
{
    // u times the size may round up to the next entry: one step back is always far enough.
    const auto entry = static_cast<std::size_t>(u * static_cast<double>(guide_.size()));
    std::size_t place = entry > 0 ? guide_[entry - 1] : 0;
    while (ends_[place] <= u)
        ++place;
    return place;
}

void DrawCounts::drawUpTo(int n)
{
    for (; n_ < n; ++n_)
        ++counts_[place(dice_.roll(static_cast<std::uint64_t>(n_)))];
}

int DrawCounts::count(int rank) const
{
    const auto place = static_cast<std::size_t>(rank - begin_);
    return rank >= begin_ && place < counts_.size() ? counts_[place] : 0;
}

double DrawCounts::share(int rank) const
{
    return n_ > 0 ? static_cast<double>(count(rank)) / n_ : 0.0;
}

std::optional<LargestDeviation> DrawCounts::largestDeviation() const
{
    if (n_ == 0)
        return std::nullopt;
    LargestDeviation largest{begin_, share(begin_), probabilities_.front()};
    for (std::size_t i = 1; i < counts_.size(); ++i) {
        const int rank = begin_ + static_cast<int>(i);
        const LargestDeviation each{rank, share(rank), probabilities_[i]};
        if (each.size() > largest.size())
            largest = each;
    }
    return largest;
}

} // namespace logitscope
