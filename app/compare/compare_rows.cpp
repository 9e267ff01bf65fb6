#include "app/compare/compare_rows.h"

#include "app/compare/strategy_cell.h"
#include "core/generation/run_statistics.h"

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

bool ShownRow::stoodAfter(const std::vector<TokenId>& text) const
{
    const auto step = std::ssize(text) - std::ssize(what.transcript.promptTokens);
    return step >= 0 && step < std::ssize(cell->steps(output)) &&
           textBefore(static_cast<int>(step)) == text;
}

void CompareRows::start(const std::string& model, std::vector<ComparisonRow> rows, int perCell,
                        const std::vector<StrategyCell*>& cells)
{
    model_ = model;
    rows_.clear();
    for (auto* cell : cells)
        cell->startOutputs(perCell);
    for (auto& row : rows) {
        const auto index = static_cast<int>(rows_.size());
        rows_.push_back(
            {std::move(row), cells[static_cast<std::size_t>(index / perCell)], index % perCell});
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

int CompareRows::tokens() const
{
    int tokens = 0;
    for (const auto& row : rows_)
        tokens += row.cell ? static_cast<int>(row.cell->steps(row.output).size()) : 0;
    return tokens;
}

bool CompareRows::wasStopped() const
{
    return std::ranges::any_of(rows_, [](const auto& row) {
        return row.cell && row.cell->reason(row.output) == StopReason::Stopped;
    });
}

Comparison CompareRows::comparison() const
{
    Comparison comparison{.model = model_, .version = {}, .rows = {}};
    for (const auto& row : rows_) {
        if (!row.cell)
            continue;
        auto what = row.what;
        const auto steps = row.cell->steps(row.output);
        what.transcript.steps = {steps.begin(), steps.end()};
        what.transcript.stopReason = row.cell->reason(row.output).value_or(StopReason::Stopped);
        comparison.rows.push_back(std::move(what));
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
