#include "core/run/comparison.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

bool isAnotherStrategy(const Branch& row, const Branch& other)
{
    return row.name != other.name || settingsOf(row) != settingsOf(other) ||
           streamOf(row) != streamOf(other);
}

} // namespace

ComparisonState comparisonStateOf(const Run& comparison)
{
    ComparisonState state{.run = comparison};
    auto& asked = state.asked;
    asked.prompt = comparison.prompt;
    asked.promptTokens = comparison.promptTokens;
    asked.special = comparison.special;
    asked.seed = comparison.branches.front().seed;
    asked.repeats = 0;
    std::vector<Strategy> strategies;
    for (std::size_t index = 0; index < comparison.branches.size(); ++index) {
        auto& row = state.run.branches[index];
        row.stream = streamOf(row);
        if (index == 0 ||
            isAnotherStrategy(comparison.branches[index - 1], comparison.branches[index])) {
            const auto* known = findStrategy(row.name);
            strategies.push_back({freeName(row.name, strategies),
                                  known ? known->description : std::string(), settingsOf(row)});
        }
        row.name = strategies.back().name;
        asked.repeats += strategies.size() == 1 ? 1 : 0;
        asked.tokens = std::max({asked.tokens, 1, row.length()});
        asked.sameRandomNumbers = asked.sameRandomNumbers && row.stream == 0;
    }
    state.request = asked;
    state.request.strategies = std::move(strategies);
    return state;
}

} // namespace logitscope
