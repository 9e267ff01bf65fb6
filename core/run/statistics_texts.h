// The statistics of a continuation, and of a step, as people read them.
#pragma once

#include "core/run/bounded_text.h"
#include "core/run/repeats.h"
#include "core/run/run_statistics.h"
#include "core/sampling/sampling_info.h"

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
StatisticsTexts textsOf(const RunStatistics& statistics, BoundedStyle style = BoundedStyle::Words);

// The means over the repeats; and how many tokens each has: "40", "38–40".
StatisticsTexts meansOf(const RepeatStatistics& statistics,
                        BoundedStyle style = BoundedStyle::Words);

// Their standard deviations, "–" where there is only one; of the tokens nothing is said.
StatisticsTexts deviationsOf(const RepeatStatistics& statistics);

// "2.31 ± 0.12"; of one run alone "2.31"; where only bounds are known "between 2.31 and 4.70".
StatisticsTexts textsOf(const RepeatStatistics& statistics,
                        BoundedStyle style = BoundedStyle::Words);

// Of one step; where only bounds are known "between 3.10 and 4.70", or "3.10–4.70", and nothing of
// bounds that any step of this vocabulary has.
struct StepTexts
{
    std::string modelEntropy; // "2.31", bits
    std::string samplingEntropy;
    std::string effectiveVocabulary;
    std::string kept;                // "1,234"
    std::string topTokenProbability; // "31.2%"
};

StepTexts textsOf(const SamplingInfo& info, int vocabulary,
                  BoundedStyle style = BoundedStyle::Words);

// A number of tokens, two or three significant digits while there is a fraction to round, and whole
// above: "7.4", "99.9", "141", "50,257".
std::string effectiveVocabularyText(double tokens);

std::string twoDecimals(double number); // "2.31", of bits
std::string wholeText(double number);   // "1,234"

} // namespace logitscope
