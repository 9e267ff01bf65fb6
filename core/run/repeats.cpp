#include "core/run/repeats.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace logitscope
{

namespace
{

bool isRepeat(const Repeats& repeats, const Branch& row)
{
    const auto& first = *repeats.front();
    return first.name == row.name && settingsOf(first) == settingsOf(row) &&
           std::ranges::none_of(repeats,
                                [&](const Branch* other) { return other->seed == row.seed; });
}

Spread spreadOf(std::span<const RunStatistics> runs, double RunStatistics::*value)
{
    const auto count = static_cast<double>(runs.size());
    Spread spread;
    for (const auto& run : runs)
        spread.mean += run.*value;
    spread.mean /= count;
    if (runs.size() < 2)
        return spread;
    double squares = 0.0;
    for (const auto& run : runs)
        squares += (run.*value - spread.mean) * (run.*value - spread.mean);
    spread.deviation = std::sqrt(squares / (count - 1.0));
    return spread;
}

std::optional<RunStatistics::Most> mostOf(std::span<const RunStatistics> runs)
{
    if (std::ranges::none_of(runs, [](const RunStatistics& run) { return run.most.has_value(); }))
        return std::nullopt;
    const auto count = static_cast<double>(runs.size());
    RunStatistics::Most sum;
    for (const auto& run : runs) {
        const auto most = run.most.value_or(
            RunStatistics::Most{run.meanEntropy, run.meanEffectiveVocabulary, run.meanSurprisal});
        sum.meanEntropy += most.meanEntropy / count;
        sum.meanEffectiveVocabulary += most.meanEffectiveVocabulary / count;
        sum.meanSurprisal += most.meanSurprisal / count;
    }
    return sum;
}

} // namespace

std::vector<Repeats> repeatsIn(const Run& comparison)
{
    std::vector<Repeats> all;
    for (const auto& row : comparison.branches) {
        const auto found = std::ranges::find_if(
            all, [&row](const Repeats& repeats) { return isRepeat(repeats, row); });
        if (found != all.end())
            found->push_back(&row);
        else
            all.push_back({&row});
    }
    return all;
}

RepeatStatistics repeatStatisticsOf(std::span<const RunStatistics> runs)
{
    std::vector<RunStatistics> some(runs.begin(), runs.end());
    std::erase_if(some, [](const RunStatistics& run) { return run.tokens == 0; });
    if (some.empty())
        return {};
    const auto [fewest, most] = std::ranges::minmax(some, {}, &RunStatistics::tokens);
    return {.runs = static_cast<int>(some.size()),
            .fewestTokens = fewest.tokens,
            .mostTokens = most.tokens,
            .meanEntropy = spreadOf(some, &RunStatistics::meanEntropy),
            .meanEffectiveVocabulary = spreadOf(some, &RunStatistics::meanEffectiveVocabulary),
            .meanSurprisal = spreadOf(some, &RunStatistics::meanSurprisal),
            .distinct2 = spreadOf(some, &RunStatistics::distinct2),
            .most = mostOf(some)};
}

RepeatStatistics repeatStatisticsOf(const Repeats& repeats)
{
    std::vector<RunStatistics> runs;
    for (const auto* row : repeats)
        runs.push_back(statisticsOf(*row));
    return repeatStatisticsOf(runs);
}

std::size_t countDistinct(const Repeats& repeats)
{
    std::set<std::vector<TokenId>> texts;
    for (const auto* row : repeats) {
        std::vector<TokenId> tokens;
        for (const auto& node : pathTo(row->leaf))
            tokens.push_back(node->step.token);
        texts.insert(std::move(tokens));
    }
    return texts.size();
}

std::optional<int> departureFrom(const Repeats& reference, const Branch& row)
{
    const auto same = std::ranges::find_if(
        reference, [&row](const Branch* other) { return other->seed == row.seed; });
    const auto& other = same == reference.end() ? *reference.front() : **same;
    const int step = departure(row, other);
    return step < row.length() && step < other.length() ? std::optional(step) : std::nullopt;
}

} // namespace logitscope
