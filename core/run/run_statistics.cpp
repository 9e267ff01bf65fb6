#include "core/run/run_statistics.h"

#include <algorithm>
#include <set>
#include <utility>

namespace logitscope
{

RunStatistics statisticsOf(std::span<const Step> steps)
{
    RunStatistics figures;
    figures.tokens = static_cast<int>(steps.size());
    if (steps.empty())
        return figures;

    std::set<std::pair<TokenId, TokenId>> pairs;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        figures.meanEntropy += steps[i].info.samplingEntropy;
        figures.meanEffectiveVocabulary += steps[i].info.effectiveVocabulary;
        figures.meanSurprisal += steps[i].surprisal();
        if (i > 0)
            pairs.emplace(steps[i - 1].token, steps[i].token);
    }
    const auto count = static_cast<double>(steps.size());
    figures.meanEntropy /= count;
    figures.meanEffectiveVocabulary /= count;
    figures.meanSurprisal /= count;
    if (steps.size() > 1)
        figures.distinct2 = static_cast<double>(pairs.size()) / (count - 1.0);
    return figures;
}

int departure(std::span<const Step> steps, std::span<const Step> other)
{
    const auto [mine, theirs] = std::ranges::mismatch(steps, other, {}, &Step::token, &Step::token);
    return static_cast<int>(mine - steps.begin());
}

} // namespace logitscope
