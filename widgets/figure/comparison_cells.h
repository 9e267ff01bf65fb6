// The rows of a comparison as cells of a grid: repeats of a strategy, which differ in their seeds
// alone, share one.
#pragma once

#include "core/run/repeats.h"

#include <QString>

#include <optional>
#include <vector>

namespace logitscope
{

struct ComparisonCell
{
    QString strategy; // its readable name
    QString settings; // explained
    Repeats outputs;
};

// In the order of their first rows.
std::vector<ComparisonCell> cellsOf(const Comparison& comparison);

// The cell that holds a row of the comparison; the first where there is no such row.
const ComparisonCell& cellOfRow(const std::vector<ComparisonCell>& cells,
                                const Comparison& comparison, std::size_t row);

// The rows of some cells alone, and where one of its rows is then: the first one where it is not
// among them. No cells stand for all.
struct ChosenCells
{
    Comparison comparison;
    std::size_t reference;
};

ChosenCells chosenCells(const Comparison& comparison, const std::vector<std::size_t>& cells,
                        std::size_t reference);

// "all identical", "2 of 3 distinct"; nothing for a cell with a single output.
QString samenessText(const ComparisonCell& cell);

// The first token of an output that differs from the reference's output of the same seed, or from
// its first where there is none. Nothing where none does, as far as both go.
std::optional<int> departingToken(const ComparisonRow& output, const ComparisonCell& reference);

// "seed 7 · same random numbers for all strategies"
QString randomNumbersText(const Comparison& comparison);

} // namespace logitscope
