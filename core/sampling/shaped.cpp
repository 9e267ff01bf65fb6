#include "core/sampling/shaped.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <numeric>

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

Verdict Shaped::verdict(int rank) const
{
    assert(rank >= 0);
    if (rank < info.kept)
        return Verdict::Kept;
    if (rank < passedTopK)
        return Verdict::RemovedByTopP;
    return rank < possible ? Verdict::RemovedByTopK : Verdict::Impossible;
}

double Shaped::probability(int rank) const
{
    assert(rank >= 0);
    const auto index = static_cast<std::size_t>(rank);
    return index < probabilities.size() ? probabilities[index] : 0.0;
}

int Shaped::draw(double u) const
{
    assert(u >= 0.0 && u < 1.0 && !probabilities.empty());
    double cumulative = 0.0;
    for (std::size_t rank = 0; rank < probabilities.size(); ++rank) {
        cumulative += probabilities[rank];
        if (u < cumulative)
            return static_cast<int>(rank);
    }
    return lastDrawable(probabilities);
}

// Adds up in draw's order, so that both agree to the last bit.
Shaped::Interval Shaped::interval(int rank) const
{
    assert(rank >= 0);
    const int last = lastDrawable(probabilities);
    if (rank > last)
        return {1.0, 1.0};
    const double before = std::accumulate(probabilities.begin(), probabilities.begin() + rank, 0.0);
    const double after = before + probabilities[static_cast<std::size_t>(rank)];
    return {std::min(before, 1.0), rank == last ? 1.0 : std::min(after, 1.0)};
}

std::vector<double> Shaped::intervalEnds() const
{
    std::vector<double> ends(probabilities.size());
    std::partial_sum(probabilities.begin(), probabilities.end(), ends.begin());
    for (double& end : ends)
        end = std::min(end, 1.0);
    std::fill(ends.begin() + lastDrawable(probabilities), ends.end(), 1.0);
    return ends;
}

} // namespace logitscope
