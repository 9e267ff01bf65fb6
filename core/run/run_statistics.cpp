#include "core/run/run_statistics.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace logitscope
{

RunStatistics statisticsOf(const Branch& branch)
{
    RunStatistics figures;
    figures.tokens = branch.length();
    if (figures.tokens == 0)
        return figures;

    RunStatistics::Most most;
    bool isPartial = false;
    std::set<std::pair<TokenId, TokenId>> pairs;
    for (const auto& node : pathTo(branch.leaf)) {
        const auto& step = node->step;
        figures.meanEntropy += step.info.samplingEntropy;
        figures.meanEffectiveVocabulary += step.info.effectiveVocabulary;
        figures.meanSurprisal += step.surprisal();
        isPartial = isPartial || step.info.most;
        most.meanEntropy +=
            step.info.most ? step.info.most->samplingEntropy : step.info.samplingEntropy;
        most.meanEffectiveVocabulary +=
            step.info.most ? step.info.most->effectiveVocabulary : step.info.effectiveVocabulary;
        most.meanSurprisal +=
            step.isUnknown() ? std::numeric_limits<double>::infinity() : step.surprisal();
        if (node->parent)
            pairs.emplace(node->parent->step.token, step.token);
    }
    const auto count = static_cast<double>(figures.tokens);
    figures.meanEntropy /= count;
    figures.meanEffectiveVocabulary /= count;
    figures.meanSurprisal /= count;
    if (isPartial)
        figures.most = {most.meanEntropy / count, most.meanEffectiveVocabulary / count,
                        most.meanSurprisal / count};
    if (figures.tokens > 1)
        figures.distinct2 = static_cast<double>(pairs.size()) / (count - 1.0);
    return figures;
}

int departure(const Branch& branch, const Branch& other)
{
    int first = std::min(branch.length(), other.length());
    const auto nodeAt = [](const Node* node, int length) {
        while (node && node->index >= length)
            node = node->parent.get();
        return node;
    };
    const auto* mine = nodeAt(branch.leaf.get(), first);
    const auto* theirs = nodeAt(other.leaf.get(), first);
    while (mine != theirs) { // from here on, they share what is before them
        if (mine->step.token != theirs->step.token)
            first = mine->index;
        mine = mine->parent.get();
        theirs = theirs->parent.get();
    }
    return first;
}

} // namespace logitscope
