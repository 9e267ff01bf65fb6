// One prompt, continued in several ways: what the Compare page shows, `compare` prints, and a file
// brings back.
#pragma once

#include "core/run/transcript.h"
#include "core/sampling/strategy.h"
#include "core/text/added_tokens.h"

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

struct ComparisonRow
{
    std::string strategy; // its name, as the user has it
    Transcript transcript;

    friend bool operator==(const ComparisonRow&, const ComparisonRow&) = default;
};

// All rows continue the same prompt with the same model.
struct Comparison
{
    std::string model;   // its name
    std::string version; // of the program that made it
    std::vector<ComparisonRow> rows;

    friend bool operator==(const Comparison&, const Comparison&) = default;
};

} // namespace logitscope
