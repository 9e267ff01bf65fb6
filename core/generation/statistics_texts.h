// The figures of a continuation, and of a step, as people read them.
#pragma once

#include "core/generation/run_statistics.h"

#include <string>

namespace logitscope
{

struct StatisticsTexts
{
    std::string tokens;                  // "40"
    std::string meanEntropy;             // "2.31", bits
    std::string meanEffectiveVocabulary; // "12.4", as effectiveVocabularyText() has it
    std::string meanSurprisal;           // "3.05", bits
    std::string distinct2;               // "0.97"
};

// Where there are no tokens there is nothing to be the mean of: "–".
StatisticsTexts textsOf(const RunStatistics& figures);

// A number of tokens, two or three significant digits while there is a fraction to round, and whole
// above: "7.4", "99.9", "141", "50,257".
std::string effectiveVocabularyText(double tokens);

} // namespace logitscope
