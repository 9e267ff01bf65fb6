#include "core/sampling/flips.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

namespace logitscope
{

namespace
{

// The doubles in their order, counted.
std::int64_t placeOf(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value);
    return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}

double atPlace(std::int64_t place)
{
    return std::bit_cast<double>(place < 0 ? std::numeric_limits<std::int64_t>::min() - place
                                           : place);
}

// Nothing where they are side by side.
std::optional<double> between(double low, double high, FlipSearch::Numbers numbers)
{
    if (numbers == FlipSearch::Numbers::Whole) {
        const double middle = std::floor((low + high) / 2.0);
        return middle > low ? std::optional(middle) : std::nullopt;
    }
    // As many doubles on either side: near 0, where they are dense, halving would take long.
    const auto middle = std::midpoint(placeOf(low), placeOf(high));
    return middle > placeOf(low) ? std::optional(atPlace(middle)) : std::nullopt;
}

} // namespace

FlipSearch::FlipSearch(std::vector<double> values, Numbers numbers, PickAt pickAt, double present)
    : values_(std::move(values))
    , numbers_(numbers)
    , pickAt_(std::move(pickAt))
{
    assert(!values_.empty() && std::ranges::is_sorted(values_));
    // A typed value is picked at as well.
    const auto place = std::ranges::lower_bound(values_, present);
    start_ = static_cast<std::size_t>(place - values_.begin());
    if (start_ == values_.size())
        --start_;
    else if (start_ > 0 && *place != present)
        values_.insert(place, present);
    first_ = last_ = start_;
}

void FlipSearch::goOn(std::chrono::steady_clock::duration time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (!isDone()) {
        pickOnce();
        if (std::chrono::steady_clock::now() >= end)
            break;
    }
}

bool FlipSearch::isDone() const
{
    return atFirst_ && !gap_ && first_ == 0 && last_ + 1 == values_.size();
}

void FlipSearch::pickOnce()
{
    if (!atFirst_)
        atFirst_ = atLast_ = pickAt_(values_[start_]);
    else if (gap_)
        narrow(*gap_);
    else
        pickBeside();
}

// On the side that is nearer to the start.
void FlipSearch::pickBeside()
{
    const bool hasAbove = last_ + 1 < values_.size();
    const bool isUpwards = hasAbove && (first_ == 0 || last_ - start_ <= start_ - first_);
    const double low = isUpwards ? values_[last_] : values_[first_ - 1];
    const double high = isUpwards ? values_[last_ + 1] : values_[first_];
    const TokenId picked = pickAt_(isUpwards ? high : low);
    const TokenId below = isUpwards ? *atLast_ : picked;
    const TokenId above = isUpwards ? picked : *atFirst_;
    if (below == above)
        takeIn(isUpwards);
    else
        gap_ = Gap{low, high, below, above, high, below, above, isUpwards, true};
}

// For the first flip it keeps what is picked at `low`, for the last what is picked at `high`; and
// that the other is something else.
void FlipSearch::narrow(Gap& gap)
{
    if (const auto middle = between(gap.low, gap.high, numbers_)) {
        const TokenId picked = pickAt_(*middle);
        if (gap.isFirst ? picked == gap.below : picked != gap.above) {
            gap.low = *middle;
            gap.below = picked;
        } else {
            gap.high = *middle;
            gap.above = picked;
        }
        return;
    }
    found_.push_back({gap.high, gap.below, gap.above});
    if (gap.above != gap.atEnd) {
        gap.low = gap.high;
        gap.below = gap.above;
        gap.high = gap.end;
        gap.above = gap.atEnd;
        gap.isFirst = false;
        return;
    }
    flips_.insert(gap.isUpwards ? flips_.end() : flips_.begin(), found_.begin(), found_.end());
    found_.clear();
    const bool isUpwards = gap.isUpwards;
    (isUpwards ? atLast_ : atFirst_) = isUpwards ? gap.atEnd : gap.atBegin;
    gap_.reset();
    takeIn(isUpwards);
}

void FlipSearch::takeIn(bool isUpwards)
{
    if (isUpwards)
        ++last_;
    else
        --first_;
}

std::vector<Flip> findFlips(std::vector<double> values, FlipSearch::Numbers numbers,
                            const PickAt& pickAt)
{
    const double lowest = values.front();
    FlipSearch search(std::move(values), numbers, pickAt, lowest);
    while (!search.isDone())
        search.goOn(std::chrono::hours(1));
    return search.flips();
}

SamplerChain turned(SamplerChain chain, StageKind kind, std::size_t parameter, double value)
{
    const auto* known = chain.find(kind);
    auto stage = known ? *known : newStage(kind);
    stage.values[parameter] = value;
    stage.isOn = true;
    chain.put(stage);
    return chain;
}

} // namespace logitscope
