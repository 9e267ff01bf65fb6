#include "core/run/repeats.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace logitscope
{

namespace
{

bool isRepeat(const Repeats& repeats, const ComparisonRow& row)
{
    const auto& first = *repeats.front();
    return first.strategy == row.strategy && first.transcript.settings == row.transcript.settings &&
           std::ranges::none_of(repeats, [&](const ComparisonRow* other) {
               return other->transcript.seed == row.transcript.seed;
           });
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

std::vector<std::span<const Step>> stepsOf(const Repeats& repeats)
{
    std::vector<std::span<const Step>> runs;
    for (const auto* row : repeats)
        runs.emplace_back(row->transcript.steps);
    return runs;
}

} // namespace

std::vector<Repeats> repeatsIn(const Comparison& comparison)
{
    std::vector<Repeats> all;
    for (const auto& row : comparison.rows) {
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
            .distinct2 = spreadOf(some, &RunStatistics::distinct2)};
}

RepeatStatistics repeatStatisticsOf(const Repeats& repeats)
{
    std::vector<RunStatistics> runs;
    for (const auto& steps : stepsOf(repeats))
        runs.push_back(statisticsOf(steps));
    return repeatStatisticsOf(runs);
}

std::size_t countDistinct(std::span<const std::span<const Step>> runs)
{
    std::set<std::vector<TokenId>> texts;
    for (const auto& run : runs) {
        std::vector<TokenId> tokens(run.size());
        std::ranges::transform(run, tokens.begin(), &Step::token);
        texts.insert(std::move(tokens));
    }
    return texts.size();
}

std::size_t countDistinct(const Repeats& repeats)
{
    return countDistinct(stepsOf(repeats));
}

} // namespace logitscope
