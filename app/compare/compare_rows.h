// The rows of the present comparison and the cells that show them.
#pragma once

#include "core/run/comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

class StrategyCell;

// A row and where it is shown. Its steps are the cell's.
struct ShownRow
{
    ComparisonRow what;
    StrategyCell* cell; // nullptr when it was removed, or its strategy changed
    int output;

    // The text that the model had read before it drew this step.
    std::vector<TokenId> textBefore(int step) const;
};

class CompareRows
{
public:
    // Each row is an output of the cell with its strategy's name. The cells start over. A row that
    // none has is dropped.
    void start(const std::string& model, std::vector<ComparisonRow> rows,
               const std::vector<StrategyCell*>& cells);
    void clear();
    void forget(const StrategyCell* cell);

    // A cell's rows between those of the others, as the cells stand; it starts over. Returns where
    // the first of them is. What was forgotten is gone, so the numbers of rows change.
    std::size_t insert(std::vector<ComparisonRow> rows, StrategyCell* cell,
                       const std::vector<StrategyCell*>& cells);

    bool isEmpty() const { return rows_.empty(); }

    std::size_t size() const { return rows_.size(); }

    ShownRow& operator[](std::size_t row) { return rows_[row]; }

    const std::vector<ShownRow>& all() const { return rows_; }

    const ShownRow* find(const StrategyCell* cell, int output) const;
    void rename(const StrategyCell* cell);

    const std::string& model() const { return model_; } // the name of the one that made them

    // Of the seeds' random numbers: this one, where no row has it, or one that none has.
    std::uint64_t freeStream(std::uint64_t wanted) const;

    int tokens() const;

    // With its steps and its end, as far as it has come.
    ComparisonRow row(std::size_t index) const;

    // All rows that a cell shows.
    Comparison comparison() const;

    // Where the first output of a cell stands in that; nothing where it has none.
    std::optional<std::size_t> indexOf(const StrategyCell* cell) const;

    // Flags in every cell the token at which it departs from the reference's output.
    void markDepartures(const StrategyCell* reference) const;

private:
    std::string model_;
    std::vector<ShownRow> rows_;
};

} // namespace logitscope
