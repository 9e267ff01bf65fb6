#include "core/sampling/living_tokens.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace logitscope
{

LivingTokens::LivingTokens(const RawLogits& raw, const RankedLogits& ranked)
    : raw_(raw)
    , ranked_(ranked)
    , living_{0, raw.possible, 1.0}
    , sure_(raw.possible)
    , least_(raw.possible)
    , most_(raw.possible)
{
    const auto& unknown = raw.unknown;
    if (unknown.count == 0)
        return;
    const auto known = ranked_(raw.possible).first(raw.possible);
    const auto above = std::ranges::lower_bound(known, unknown.highest, std::greater());
    sure_ = static_cast<std::size_t>(above - known.begin());
    const auto behind = known.subspan(sure_);
    demoted_ = sumWeights(behind, raw.top, 1.0).weight;
    // Some may be impossible.
    const double most = std::exp(static_cast<double>(unknown.highest) - raw.top);
    least_ += static_cast<std::size_t>(most > 0.0 ? unknown.bounds.low / most : 0.0);
    most_ += static_cast<std::size_t>(unknown.count);
}

double LivingTokens::mostBehind() const
{
    if (temperature() == 0.0)
        return 0.0;
    return std::exp((static_cast<double>(highestBehind()) - top()) / temperature());
}

std::span<const float> LivingTokens::ranked(std::size_t begin, std::size_t end) const
{
    return ranked_(end).subspan(begin, end - begin);
}

double LivingTokens::top() const
{
    return living_.begin == 0 ? raw_.top : ranked_(living_.begin + 1)[living_.begin];
}

// No need to rank the living where they are all that can be sampled.
WeightSums LivingTokens::sums() const
{
    if (temperature() == 0.0) // the first has it all
        return {1.0, 0.0};
    if (!areAllKnown())
        return sumsOf(living_.end);
    return temperature() == 1.0 ? raw_.sums : sumWeights(raw_.all, raw_.top, temperature());
}

WeightSums LivingTokens::sumsOf(std::size_t end) const
{
    const auto logits = ranked(living_.begin, end);
    return sumWeights(logits, logits.front(), temperature());
}

double LivingTokens::deviation() const
{
    if (!areAllKnown())
        return populationDeviation(logits());
    return raw_.deviation ? *raw_.deviation : populationDeviation(raw_.all);
}

Bounded LivingTokens::weightBehind() const
{
    const double scale = std::exp(raw_.top - top());
    const Bounded all = {isUntouched_ ? (raw_.unknown.bounds.low + demoted_) * scale : 0.0,
                         (raw_.unknown.bounds.high + demoted_) * scale};
    return weightAt(temperature(), all, std::exp(highestBehind() - top()), countBehind());
}

Totals LivingTokens::totals() const
{
    if (temperature() == 0.0 || areCertain()) {
        const auto sums = this->sums();
        return {Bounded::exactly(sums.weight), sums.weight, Bounded::exactly(entropyOf(sums))};
    }
    const auto behind = weightBehind();
    const auto known = sumsOf(limit());
    if (least_ < sure_) {
        const Bounded weight = {sumsOf(least_).weight, known.weight + behind.high};
        return {weight, weight.high, {0.0, std::log2(most_ - living_.begin)}};
    }
    const Bounded weight = {known.weight + behind.low, known.weight + behind.high};
    const bool areAll = living_.begin == 0 && isUntouched_ && temperature() == 1.0;
    return {weight, areAll ? std::clamp(raw_.weight(), weight.low, weight.high) : weight.high,
            entropyWith(known, behind, mostBehind(), countBehind())};
}

void LivingTokens::narrow(std::size_t least, std::size_t most)
{
    isUntouched_ = isUntouched_ && least >= raw_.all.size();
    least_ = std::min(least_, least);
    most_ = std::min(most_, most);
    living_.end = std::min(least_, raw_.possible);
}

} // namespace logitscope
