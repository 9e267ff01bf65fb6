// Comparisons without a model: tokens are words, numbers follow from their places.
#pragma once

#include "core/run/run.h"

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
    step.settings.set(StageKind::Temperature, 0.5 + row / 10.0);
    step.modelProbability = std::pow(10.0, -(index % 5));
    step.info = {.modelEntropy = 3.0 + index % 6,
                 .samplingEntropy = 1.0 + (index + row) % 4,
                 .effectiveVocabulary = 4.0};
    return step;
}

inline Branch madeUpRow(int row, int tokens)
{
    Branch made{.name = "strategy_" + std::to_string(row),
                .settings = basicChain({.temperature = 0.5 + row / 10.0}),
                .seed = 7,
                .stopReason = StopReason::Length};
    for (int i = 0; i < tokens; ++i)
        made.leaf = follow(made.leaf, madeUpStep(row, i));
    return made;
}

inline Run madeUpComparison(int rows, int tokens)
{
    Run run{.model = "made-up", .version = "1.2.3", .prompt = "In a world where", .branches = {}};
    for (int row = 0; row < rows; ++row)
        run.branches.push_back(madeUpRow(row, tokens));
    return run;
}

} // namespace logitscope
