// The repeats of a strategy, which differ in their seeds alone, and what they are together.
#pragma once

#include "core/run/run_statistics.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

using Repeats = std::vector<const Branch*>; // of a comparison, at least one

// All rows of the comparison, in the order of their strategies' first rows.
std::vector<Repeats> repeatsIn(const Run& comparison);

struct Spread
{
    double mean = 0.0;
    double deviation = 0.0; // sample standard deviation: n − 1; 0 where there is only one value

    friend bool operator==(const Spread&, const Spread&) = default;
};

// Each repeat counts once, however long it is. One without tokens has nothing to be the mean of,
// and is left out.
struct RepeatStatistics
{
    int runs = 0; // that have tokens; all else is 0 without them
    int fewestTokens = 0;
    int mostTokens = 0;
    Spread meanEntropy; // of the runs' means
    Spread meanEffectiveVocabulary;
    Spread meanSurprisal;
    Spread distinct2;
    std::optional<RunStatistics::Most> most = {}; // mean upper bounds, where the others are lower

    friend bool operator==(const RepeatStatistics&, const RepeatStatistics&) = default;
};

RepeatStatistics repeatStatisticsOf(std::span<const RunStatistics> runs);
RepeatStatistics repeatStatisticsOf(const Repeats& repeats);

// How many different texts there are among them, token by token.
std::size_t countDistinct(const Repeats& repeats);

// The first token of a row that differs from the reference's row of the same seed, or from its
// first row where there is none. Nothing where none does, as far as both go.
std::optional<int> departureFrom(const Repeats& reference, const Branch& row);

} // namespace logitscope
