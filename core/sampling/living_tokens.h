// The tokens that a chain has left so far, and what of them is certain where not all tokens are
// known. Then unknown tokens may be among them, and where they end may be known only roughly; but
// where they begin, and their temperature, are.
#pragma once

#include "core/sampling/bounded.h"
#include "core/sampling/ranked_weights.h"
#include "core/sampling/raw_logits.h"
#include "core/sampling/softmax.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace logitscope
{

// The candidates that are still there: whatever the stages remove, the ranks [begin, end) are left.
struct Living
{
    std::size_t begin = 0;
    std::size_t end = 0;
    double temperature = 1.0; // so far; at 0, all probability is the first one's

    std::size_t count() const { return end - begin; }

    friend bool operator==(const Living&, const Living&) = default;
};

// Of all the living together.
struct Totals
{
    Bounded weight;  // where the first one's is 1
    double likely;   // weight: the nearest to the truth
    Bounded entropy; // in bits
};

class LivingTokens
{
public:
    // All of them. Both must outlive it.
    LivingTokens(const RawLogits& raw, const RankedLogits& ranked);

    // Of the known ones: where the end is not certain, the fewest.
    const Living& living() const { return living_; }

    std::size_t begin() const { return living_.begin; }

    double temperature() const { return living_.temperature; }

    // In ranks of the whole vocabulary, the end is one from least() to most(). Those below sure()
    // stand before any unknown token.
    std::size_t least() const { return least_; }

    std::size_t most() const { return most_; }

    std::size_t sure() const { return sure_; }

    // Whether they are known, all of them.
    bool areCertain() const { return least_ == most_ && most_ <= sure_; }

    // The ranks from begin() on of which something can be said; behind them are unknown tokens, if
    // most() is greater.
    std::size_t limit() const { return std::min(most_, sure_); }

    // The highest logit and weight that a token behind the limit can have.
    float highestBehind() const { return raw_.unknown.highest; }

    double mostBehind() const;

    std::span<const float> ranked(std::size_t begin, std::size_t end) const;

    std::span<const float> logits() const { return ranked(living_.begin, living_.end); }

    double top() const;
    double deviation() const; // of living()
    Totals totals() const;    // of all of them

    void temper(double factor) { living_.temperature *= factor; }

    // The end is at most `most` and, unless it is before already, at least `least`.
    void narrow(std::size_t least, std::size_t most);

    void beginAt(std::size_t rank) { living_.begin = rank; }

    // Nothing is known of the unknown tokens any more: on as if there were none.
    void forgetUnknown() { sure_ = least_ = most_ = living_.end; }

private:
    bool areAllKnown() const { return living_.begin == 0 && living_.end == raw_.possible; }

    WeightSums sums() const;
    WeightSums sumsOf(std::size_t end) const;

    double countBehind() const { return static_cast<double>(most_ - limit()); }

    Bounded weightBehind() const;

    const RawLogits& raw_;
    const RankedLogits& ranked_;
    Living living_;
    std::size_t sure_, least_, most_;
    double demoted_ = 0.0;    // weight of known tokens that an unknown one may stand before
    bool isUntouched_ = true; // no unknown token may have been removed
};

} // namespace logitscope
