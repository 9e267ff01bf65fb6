// The rows of the present comparison and the cells that show them.
#pragma once

#include "core/run/repeats.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace logitscope
{

class StrategyCell;

// A row and where it is shown.
struct ShownRow
{
    Branch what;
    StrategyCell* cell; // nullptr when it was removed, or its strategy changed
    int output;
    bool hasEnded = false; // no more tokens come, unless it is resumed
};

class CompareRows
{
public:
    // Each row is an output of the cell with its strategy's name. The cells start over. A row that
    // none has is dropped.
    void start(const Run& comparison, const std::vector<StrategyCell*>& cells);

    // The same of a comparison that has run: with its tokens and its ends.
    void show(const Run& comparison, const std::vector<StrategyCell*>& cells);

    void clear();
    void forget(const StrategyCell* cell);

    // A cell's rows between those of the others, as the cells stand; it starts over. Returns where
    // the first of them is. What was forgotten is gone, so the numbers of rows change.
    std::size_t insert(std::vector<Branch> rows, StrategyCell* cell,
                       const std::vector<StrategyCell*>& cells);

    // What happens to a row, in its cell too; its statistics are shown by showStatistics().
    // `endsText` where the last of the steps is one that ends a text.
    void append(std::size_t row, std::vector<Step> steps, bool endsText);
    void end(std::size_t row, StopReason reason);
    void resume(std::size_t row, int tokens); // so many more follow, at most

    // In all cells.
    void showStatistics() const;

    bool isEmpty() const { return rows_.empty(); }

    bool isEmpty(const StrategyCell* cell) const; // nothing has run there

    std::size_t size() const { return rows_.size(); }

    const ShownRow& operator[](std::size_t row) const { return rows_[row]; }

    const std::vector<ShownRow>& all() const { return rows_; }

    const ShownRow* find(const StrategyCell* cell, int output) const;
    void rename(const StrategyCell* cell);

    // What the rows have in common: model, prompt; without the rows.
    const Run& common() const { return common_; }

    // Of the seeds' random numbers: this one, where no row has it, or one that none has.
    std::uint64_t freeStream(std::uint64_t wanted) const;

    int tokens() const;

    // All rows that a cell shows, as far as they have come.
    Run comparison() const;

    // Those of one cell.
    Repeats of(const StrategyCell* cell) const;

    // Where the first output of a cell stands in that; nothing where it has none.
    std::optional<std::size_t> indexOf(const StrategyCell* cell) const;

    // Flags in every cell the token at which it departs from the reference's output.
    void markDepartures(const StrategyCell* reference) const;

private:
    Run common_ = {.branches = {}};
    std::vector<ShownRow> rows_;
};

} // namespace logitscope
