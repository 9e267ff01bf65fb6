#include "app/compare/compare_rows.h"

#include "app/compare/strategy_cell.h"
#include "core/run/run_statistics.h"

#include <algorithm>

namespace logitscope
{

std::vector<TokenId> ShownRow::textBefore(int step) const
{
    auto tokens = what.transcript.promptTokens;
    for (const auto& before : cell->steps(output).first(static_cast<std::size_t>(step)))
        tokens.push_back(before.token);
    return tokens;
}

void CompareRows::start(const std::string& model, std::vector<ComparisonRow> rows,
                        const std::vector<StrategyCell*>& cells)
{
    model_ = model;
    rows_.clear();
    for (auto& row : rows) {
        const auto cell = std::ranges::find(
            cells, row.strategy, [](const StrategyCell* each) { return each->strategy().name; });
        if (cell == cells.end())
            continue;
        const auto output = static_cast<int>(std::ranges::count(rows_, *cell, &ShownRow::cell));
        rows_.push_back({std::move(row), *cell, output});
    }
    for (auto* cell : cells) {
        const auto outputs = std::ranges::count(rows_, cell, &ShownRow::cell);
        cell->startOutputs(std::max(1, static_cast<int>(outputs)));
    }
}

void CompareRows::clear()
{
    rows_.clear();
}

void CompareRows::forget(const StrategyCell* cell)
{
    for (auto& row : rows_) {
        if (row.cell == cell)
            row.cell = nullptr;
    }
}

std::size_t CompareRows::insert(std::vector<ComparisonRow> rows, StrategyCell* cell,
                                const std::vector<StrategyCell*>& cells)
{
    std::erase_if(rows_, [cell](const auto& row) { return !row.cell || row.cell == cell; });
    const auto own = std::ranges::find(cells, cell);
    const auto after = std::ranges::find_if(rows_, [&](const auto& row) {
        return std::find(own, cells.end(), row.cell) != cells.end();
    });
    const auto first = static_cast<std::size_t>(after - rows_.begin());
    cell->startOutputs(static_cast<int>(rows.size()));
    int output = 0;
    for (auto& row : rows) {
        const auto at = rows_.begin() + static_cast<std::ptrdiff_t>(first) + output;
        rows_.insert(at, {std::move(row), cell, output});
        ++output;
    }
    return first;
}

const ShownRow* CompareRows::find(const StrategyCell* cell, int output) const
{
    const auto found = std::ranges::find_if(
        rows_, [&](const auto& row) { return row.cell == cell && row.output == output; });
    return found == rows_.end() ? nullptr : &*found;
}

void CompareRows::rename(const StrategyCell* cell)
{
    for (auto& row : rows_) {
        if (row.cell == cell)
            row.what.strategy = cell->strategy().name;
    }
}

std::uint64_t CompareRows::freeStream(std::uint64_t wanted) const
{
    bool isFree = true;
    std::uint64_t next = 0;
    for (const auto& row : rows_) {
        if (!row.cell)
            continue;
        isFree = isFree && row.what.transcript.stream != wanted;
        next = std::max(next, row.what.transcript.stream + 1);
    }
    return isFree ? wanted : next;
}

int CompareRows::tokens() const
{
    int tokens = 0;
    for (const auto& row : rows_)
        tokens += row.cell ? static_cast<int>(row.cell->steps(row.output).size()) : 0;
    return tokens;
}

ComparisonRow CompareRows::row(std::size_t index) const
{
    auto what = rows_[index].what;
    const auto& [ignored, cell, output] = rows_[index];
    if (!cell)
        return what;
    const auto steps = cell->steps(output);
    what.transcript.steps = {steps.begin(), steps.end()};
    what.transcript.stopReason = cell->reason(output).value_or(StopReason::Stopped);
    return what;
}

Comparison CompareRows::comparison() const
{
    Comparison comparison{.model = model_, .version = {}, .rows = {}};
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        if (rows_[index].cell)
            comparison.rows.push_back(row(index));
    }
    return comparison;
}

std::optional<std::size_t> CompareRows::indexOf(const StrategyCell* cell) const
{
    std::size_t index = 0;
    for (const auto& row : rows_) {
        if (row.cell && row.cell == cell)
            return index;
        index += row.cell ? 1 : 0;
    }
    return std::nullopt;
}

// Where both go on, and the tokens are others.
void CompareRows::markDepartures(const StrategyCell* reference) const
{
    for (const auto& row : rows_) {
        if (!row.cell)
            continue;
        std::optional<int> at;
        if (reference && row.cell != reference && find(reference, row.output)) {
            const auto mine = row.cell->steps(row.output);
            const auto others = reference->steps(row.output);
            const int first = departure(mine, others);
            if (first < std::ssize(mine) && first < std::ssize(others))
                at = first;
        }
        row.cell->setDeparture(row.output, at);
    }
}

} // namespace logitscope
