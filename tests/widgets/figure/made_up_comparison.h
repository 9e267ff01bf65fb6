// Comparisons without a model: tokens are words, numbers follow from their places.
#pragma once

#include "core/run/comparison.h"

#include <cmath>
#include <string>
#include <vector>

namespace logitscope
{

inline Step madeUpStep(int row, int index)
{
    static const std::vector<std::string> words{
        " the", " world", ",",    " was", " strange",      " &",  " <b>", " extraordinarily",
        " a",   " fi(A)", " 3x4", "ness", " na\xc3\xafve", " ->", " it"};
    Step step;
    // Rows agree with the first for as many tokens as their number.
    const int word = index < row || row == 0 ? index * 7 : index * 4 + row;
    step.token = word % static_cast<int>(words.size());
    step.bytes = words[static_cast<std::size_t>(step.token)];
    step.modelProbability = std::pow(10.0, -(index % 5));
    step.info = {.modelEntropy = 3.0 + index % 6,
                 .samplingEntropy = 1.0 + (index + row) % 4,
                 .effectiveVocabulary = 4.0};
    return step;
}

inline ComparisonRow madeUpRow(int row, int tokens, int seed = 7)
{
    ComparisonRow made;
    made.strategy = std::string("strategy_").append(std::to_string(row));
    made.transcript.prompt = std::string("In a world where");
    made.transcript.settings.temperature = 0.5 + row / 10.0;
    made.transcript.seed = static_cast<std::uint64_t>(seed);
    for (int i = 0; i < tokens; ++i)
        made.transcript.steps.push_back(madeUpStep(row, i));
    return made;
}

inline Comparison madeUpComparison(int rows, int tokens)
{
    Comparison comparison{.model = "made-up", .version = "1.2.3", .rows = {}};
    for (int row = 0; row < rows; ++row)
        comparison.rows.push_back(madeUpRow(row, tokens));
    return comparison;
}

} // namespace logitscope
