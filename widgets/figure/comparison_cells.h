// The rows of a comparison as cells of a grid: repeats of a strategy, which differ in their seeds
// alone, share one.
#pragma once

#include "core/run/repeats.h"

#include <QString>

#include <cstddef>
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
std::vector<ComparisonCell> cellsOf(const Run& comparison);

// The cell that holds a row of the comparison; the first where there is no such row.
const ComparisonCell& cellOfRow(const std::vector<ComparisonCell>& cells, const Run& comparison,
                                std::size_t row);

// The rows of some cells alone, and where one of its rows is then: the first one where it is not
// among them. No cells stand for all.
struct ChosenCells
{
    Run comparison;
    std::size_t reference;
};

ChosenCells chosenCells(const Run& comparison, const std::vector<std::size_t>& cells,
                        std::size_t reference);

// "all identical", "2 of 3 distinct"; nothing of a single row.
QString samenessText(const Repeats& rows);

// "seed 7 · same random numbers for all strategies"
QString randomNumbersText(const Run& comparison);

} // namespace logitscope
