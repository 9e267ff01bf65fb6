// Branches made by hand.
#pragma once

#include "core/run/run.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace logitscope
{

inline Branch branchOf(std::vector<Step> steps)
{
    return {.leaf = follow(nullptr, std::move(steps))};
}

inline std::vector<NodePtr> nodesOf(std::vector<Step> steps)
{
    return pathTo(follow(nullptr, std::move(steps)));
}

// A branch with another step in place of one; the branch itself stays.
template <class Change>
Branch changedAt(const Branch& branch, std::size_t step, Change change)
{
    auto steps = stepsOf(branch);
    change(steps.at(step));
    auto changed = branch;
    changed.leaf = follow(nullptr, std::move(steps));
    return changed;
}

// With every step changed.
template <class Change>
Branch changed(Branch branch, Change change)
{
    auto steps = stepsOf(branch);
    std::ranges::for_each(steps, change);
    branch.leaf = follow(nullptr, std::move(steps));
    return branch;
}

// The same branch, whichever nodes it is made of. Of its limit nothing is said: rows in a file have
// none.
inline bool isSame(const Branch& one, const Branch& other)
{
    return one.name == other.name && settingsOf(one) == settingsOf(other) &&
           one.seed == other.seed && streamOf(one) == streamOf(other) && one.stop == other.stop &&
           one.stopReason == other.stopReason && stepsOf(one) == stepsOf(other);
}

inline bool isSame(const Run& one, const Run& other)
{
    return one.model == other.model && one.version == other.version && one.prompt == other.prompt &&
           one.promptTokens == other.promptTokens && one.special == other.special &&
           one.current == other.current &&
           std::ranges::equal(one.branches, other.branches,
                              [](const Branch& a, const Branch& b) { return isSame(a, b); });
}

} // namespace logitscope
