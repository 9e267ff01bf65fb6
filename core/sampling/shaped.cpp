#include "core/sampling/shaped.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <numeric>
#include <utility>

namespace logitscope
{

namespace
{

// Far from 0 a probability can underflow, so the last rank that is kept is not always one that can
// be drawn.
int lastDrawable(const std::vector<double>& probabilities)
{
    const auto found = std::find_if(probabilities.rbegin(), probabilities.rend(),
                                    [](double probability) { return probability > 0.0; });
    return static_cast<int>(std::distance(found, probabilities.rend())) - 1;
}

} // namespace

std::vector<StageKind> Shaped::removing() const
{
    std::vector<StageKind> kinds;
    for (const auto& [by, living, unknown, most, isLost] : stages)
        if (describe(by).effect == StageEffect::Removes)
            kinds.push_back(by);
    return kinds;
}

Verdict verdictOf(std::size_t rank, std::size_t possible, std::span<const Left> stages)
{
    if (rank >= possible)
        return {Verdict::Fate::Impossible, {}};
    for (const auto& [by, living, unknown, most, isLost] : stages)
        if (rank < living.begin || rank >= living.end)
            return {Verdict::Fate::Removed, by};
    return {};
}

Verdict Shaped::verdict(int rank) const
{
    assert(rank >= 0);
    if (hasUnknown && rank >= possible)
        return {Verdict::Fate::Unknown, {}};
    return verdictOf(static_cast<std::size_t>(rank), static_cast<std::size_t>(possible), stages);
}

double Shaped::probability(int rank) const
{
    assert(rank >= 0);
    return rank >= begin && rank < end() ? probabilities[static_cast<std::size_t>(rank - begin)]
                                         : 0.0;
}

Bounded Shaped::probabilityBounds(int rank) const
{
    if (!shortage)
        return Bounded::exactly(probability(rank));
    if (certain.sure == 0) // nothing is certain
        return {0.0, 1.0};
    const bool removesNothing = std::ranges::none_of(
        stages, [](const Left& left) { return describe(left.by).effect == StageEffect::Removes; });
    const auto bounds = [&](int kept) -> Bounded {
        const double weight = probability(kept) / probabilities.front();
        const bool isSure = std::cmp_less(kept, certain.sure) || removesNothing;
        return {isSure ? weight / certain.weight.high : 0.0,
                std::min(1.0, weight / certain.weight.low)};
    };
    if (rank < begin || rank < end())
        return rank < begin ? Bounded::exactly(0.0) : bounds(rank);
    const int most = begin + info.most->kept; // where they end
    const bool mayBeKept = rank >= possible || rank < most;
    if (!mayBeKept || std::cmp_less_equal(most, certain.sure))
        return Bounded::exactly(0.0);
    return {0.0, rank < possible ? bounds(end() - 1).high
                                 : std::min(1.0, certain.most / certain.weight.low)};
}

double Shaped::knownPart() const
{
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    return hasOthers() ? std::min(sum, 1.0) : 1.0;
}

int Shaped::draw(double u) const
{
    assert(u >= 0.0 && u < 1.0 && !probabilities.empty());
    double cumulative = 0.0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        cumulative += probabilities[i];
        if (u < cumulative)
            return begin + static_cast<int>(i);
    }
    return begin + lastDrawable(probabilities);
}

// Adds up in draw's order, so that both agree to the last bit.
Shaped::Interval Shaped::interval(int rank) const
{
    assert(rank >= 0);
    const int last = begin + lastDrawable(probabilities);
    if (rank < begin)
        return {0.0, 0.0};
    if (rank > last)
        return {1.0, 1.0};
    const auto index = rank - begin;
    const double before =
        std::accumulate(probabilities.begin(), probabilities.begin() + index, 0.0);
    const double after = before + probabilities[static_cast<std::size_t>(index)];
    return {std::min(before, 1.0), rank == last && !hasOthers() ? 1.0 : std::min(after, 1.0)};
}

std::vector<double> Shaped::intervalEnds() const
{
    std::vector<double> ends(probabilities.size());
    std::partial_sum(probabilities.begin(), probabilities.end(), ends.begin());
    for (double& end : ends)
        end = std::min(end, 1.0);
    if (!hasOthers())
        std::fill(ends.begin() + lastDrawable(probabilities), ends.end(), 1.0);
    return ends;
}

} // namespace logitscope
