// One prompt, continued in several ways: what the Compare page shows and `compare` prints. It is a
// run, whose branches are the ways: rows, each named as its strategy.
#pragma once

#include "core/run/run.h"
#include "core/sampling/strategy.h"
#include "core/text/added_tokens.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

// What Generate asks for there.
struct CompareRequest
{
    std::string prompt; // UTF-8
    std::vector<Strategy> strategies;
    std::uint64_t seed = 1;
    int repeats = 1;               // rows for each strategy, with seed, seed + 1, …
    bool sameRandomNumbers = true; // one u a step for all strategies; otherwise each strategy has a
                                   // stream of the seed's random numbers
    std::uint64_t firstStream = 0; // then the first strategy's, and so on
    int tokens = 0;                // of each row, at most
    SpecialTokens special = SpecialTokens::Recognised; // in the prompt
    std::vector<std::string> stop = {};     // a row ends when its text contains one of these
    std::vector<TokenId> promptTokens = {}; // of the prompt, where they are known

    friend bool operator==(const CompareRequest&, const CompareRequest&) = default;
};

// What the page shows. Cheap to copy.
struct ComparisonState
{
    Run run = {.branches = {}};
    CompareRequest asked = {};   // what it was asked for, but for the strategies
    CompareRequest request = {}; // what the controls ask for, with all strategies of the grid
    std::size_t reference = 0;   // the strategy with which the others are compared

    friend bool operator==(const ComparisonState&, const ComparisonState&) = default;
};

// What a recorded comparison was asked for, as its rows tell: repeats stand together, and differ in
// their seeds alone. Each strategy gets a name of its own.
ComparisonState comparisonStateOf(const Run& comparison);

} // namespace logitscope
