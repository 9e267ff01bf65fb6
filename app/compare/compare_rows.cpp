#include "app/compare/compare_rows.h"

#include "app/compare/strategy_cell.h"
#include "widgets/text/token_text.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

void CompareRows::start(const Run& comparison, const std::vector<StrategyCell*>& cells)
{
    common_ = comparison;
    common_.branches.clear();
    common_.current = 0;
    rows_.clear();
    for (const auto& row : comparison.branches) {
        const auto cell = std::ranges::find(
            cells, row.name, [](const StrategyCell* each) { return each->strategy().name; });
        if (cell == cells.end())
            continue;
        const auto output = static_cast<int>(std::ranges::count(rows_, *cell, &ShownRow::cell));
        rows_.push_back({row, *cell, output});
    }
    for (auto* cell : cells) {
        const auto outputs = std::ranges::count(rows_, cell, &ShownRow::cell);
        cell->startOutputs(std::max(1, static_cast<int>(outputs)));
    }
}

void CompareRows::show(const Run& comparison, const std::vector<StrategyCell*>& cells)
{
    start(comparison, cells);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const auto& [what, cell, output, hasEnded] = rows_[row];
        if (what.leaf)
            cell->append(output, pathTo(what.leaf), what.stopReason == StopReason::EndOfText);
        end(row, what.stopReason);
    }
    showStatistics();
}

void CompareRows::clear()
{
    common_ = {.branches = {}};
    rows_.clear();
}

void CompareRows::forget(const StrategyCell* cell)
{
    for (auto& row : rows_) {
        if (row.cell == cell)
            row.cell = nullptr;
    }
}

std::size_t CompareRows::insert(std::vector<Branch> rows, StrategyCell* cell,
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

void CompareRows::append(std::size_t row, std::vector<Step> steps, bool endsText)
{
    auto& [what, cell, output, hasEnded] = rows_[row];
    std::vector<NodePtr> nodes;
    for (auto& step : steps) {
        what.leaf = follow(std::move(what.leaf), std::move(step));
        nodes.push_back(what.leaf);
    }
    cell->append(output, nodes, endsText);
}

void CompareRows::end(std::size_t row, StopReason reason)
{
    auto& ended = rows_[row];
    ended.what.stopReason = reason;
    ended.hasEnded = true;
    if (isFinal(reason))
        ended.cell->text(ended.output)->finish();
}

void CompareRows::resume(std::size_t row, int tokens)
{
    auto& [what, cell, output, hasEnded] = rows_[row];
    what.limit = what.length() + tokens;
    what.stopReason = StopReason::Stopped; // unless it is heard otherwise
    hasEnded = false;
}

void CompareRows::showStatistics() const
{
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const auto* cell = rows_[row].cell;
        if (cell && rows_[row].output == 0) {
            Repeats ended;
            for (const auto& each : rows_) {
                if (each.cell == cell && each.hasEnded)
                    ended.push_back(&each.what);
            }
            rows_[row].cell->showStatistics(of(cell), ended);
        }
    }
}

bool CompareRows::isEmpty(const StrategyCell* cell) const
{
    return std::ranges::none_of(rows_, [cell](const ShownRow& row) {
        return row.cell == cell && (row.what.leaf || row.hasEnded);
    });
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
            row.what.name = cell->strategy().name;
    }
}

std::uint64_t CompareRows::freeStream(std::uint64_t wanted) const
{
    bool isFree = true;
    std::uint64_t next = 0;
    for (const auto& row : rows_) {
        if (!row.cell)
            continue;
        isFree = isFree && row.what.stream != wanted;
        next = std::max(next, row.what.stream + 1);
    }
    return isFree ? wanted : next;
}

int CompareRows::tokens() const
{
    int tokens = 0;
    for (const auto& row : rows_)
        tokens += row.cell ? row.what.length() : 0;
    return tokens;
}

Run CompareRows::comparison() const
{
    auto comparison = common_;
    for (const auto& row : rows_) {
        if (row.cell)
            comparison.branches.push_back(row.what);
    }
    return comparison;
}

Repeats CompareRows::of(const StrategyCell* cell) const
{
    Repeats repeats;
    for (const auto& row : rows_) {
        if (row.cell == cell)
            repeats.push_back(&row.what);
    }
    return repeats;
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

void CompareRows::markDepartures(const StrategyCell* reference) const
{
    const auto theirs = reference ? of(reference) : Repeats();
    for (const auto& row : rows_) {
        if (row.cell)
            row.cell->text(row.output)
                ->setDeparture(theirs.empty() ? std::nullopt : departureFrom(theirs, row.what));
    }
}

} // namespace logitscope
