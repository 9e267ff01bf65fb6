#include "core/sampling/chain_difference.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace logitscope
{

std::vector<TokenDifference> ChainDifference::byDifference() const
{
    auto sorted = tokens;
    std::ranges::stable_sort(sorted, std::greater(), &TokenDifference::size);
    return sorted;
}

ChainDifference differenceOf(const ShapedStep& a, const ShapedStep& b)
{
    ChainDifference difference;
    difference.pickedA = a.pickedToken();
    difference.pickedB = b.pickedToken();
    std::vector<char> isKept(static_cast<std::size_t>(b.distribution.size())); // by rank in B
    const auto keep = [&isKept](int rank) { isKept[static_cast<std::size_t>(rank)] = 1; };
    for (int rank = b.shaped.begin; rank < b.shaped.end(); ++rank)
        keep(rank);
    for (int rank = a.shaped.begin; rank < a.shaped.end(); ++rank)
        keep(b.distribution.rankOf(a.distribution.token(rank)));

    double sum = 0.0;
    for (int rankB = 0; rankB < b.distribution.size(); ++rankB) {
        if (!isKept[static_cast<std::size_t>(rankB)])
            continue;
        const TokenId token = b.distribution.token(rankB);
        const int rankA = a.distribution.rankOf(token);
        const bool isInA = rankA >= a.shaped.begin && rankA < a.shaped.end();
        const bool isInB = rankB >= b.shaped.begin && rankB < b.shaped.end();
        ++(isInA && isInB ? difference.both : isInA ? difference.onlyA : difference.onlyB);
        difference.tokens.push_back(
            {token, rankA, rankB, a.shaped.probability(rankA), b.shaped.probability(rankB)});
        sum += difference.tokens.back().size();
    }
    // Both sum to 1 but for round-off, which could lead beyond it.
    difference.totalVariation = std::min(sum / 2.0, 1.0);
    return difference;
}

} // namespace logitscope
