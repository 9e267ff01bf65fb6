// The step of a selected token, under all strategies of the Compare page.
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"

#include <algorithm>

namespace logitscope
{

void ComparePage::select(StrategyCell* cell, int output, int step)
{
    const auto* row = rows_.find(cell, output);
    if (!row)
        return;
    if (selected_)
        selected_->cell->setSelected(selected_->output, std::nullopt);
    selected_ = Selection{cell, output, step, std::nullopt};
    cell->setSelected(output, step);
    step_->show();
    if (!model() || !hasMade(*model(), rows_.common())) {
        step_->showSentence(stepTitle(*row), otherModelsSentence(rows_.common(), model().get()));
        return;
    }
    generator_.read(model(), textBefore(rows_.common(), row->what, step));
}

void ComparePage::showLogits(const std::vector<TokenId>& tokens, const std::vector<float>& logits,
                             const Coverage& coverage)
{
    const auto* row = selected_ ? rows_.find(selected_->cell, selected_->output) : nullptr;
    if (!row || textBefore(rows_.common(), row->what, selected_->step) != tokens)
        return; // another one was selected meanwhile
    if (auto distribution = Distribution::rank(logits, coverage)) {
        selected_->distribution = *std::move(distribution);
        showColumns();
    }
}

// All strategies continue the selected token's text, whatever their own texts are by now.
std::optional<StepUnderAll> ComparePage::selectedStep() const
{
    const auto* row = selected_ ? rows_.find(selected_->cell, selected_->output) : nullptr;
    if (!row || !selected_->distribution)
        return std::nullopt;
    StepUnderAll step{.head = stepTitle(*row),
                      .distribution = *selected_->distribution,
                      .columns = {},
                      .bytesOf = bytesOfTokens()};
    step.index = selected_->step;
    step.seed = row->what.seed;
    for (auto* cell : grid_->cells()) {
        const StepInput input(rows_.common(), row->what, selected_->step, streamOf(cell));
        const auto& chain = cell->strategy().settings;
        auto [seen, shaped, picked, u, isPickCertain] =
            shapeStep(*selected_->distribution, chain, input.chain(), input.u(), input.numberOf());
        step.columns.push_back({.name = QString::fromStdString(readableName(cell->strategy().name)),
                                .shaped = std::move(shaped),
                                .u = input.u(),
                                .selected = cell == selected_->cell,
                                .penalised = {},
                                .picked = {},
                                .isPickCertain = isPickCertain});
        auto& column = step.columns.back();
        if (!u)
            column.picked = seen.token(picked);
        if (chain.hasPenalties())
            column.penalised = std::move(seen);
    }
    return step;
}

void ComparePage::showColumns()
{
    if (const auto step = selectedStep())
        step_->showStep(*step);
}

QString ComparePage::stepInFigure() const
{
    return selectedStep() ? tr("The selected step under all strategies") : QString();
}

// The random numbers of a strategy that has not run yet are those it would run with.
std::uint64_t ComparePage::streamOf(const StrategyCell* cell) const
{
    if (const auto* row = rows_.find(cell, 0))
        return row->what.stream;
    if (asked_.sameRandomNumbers)
        return 0;
    const auto& cells = grid_->cells();
    return rows_.freeStream(
        static_cast<std::uint64_t>(std::ranges::find(cells, cell) - cells.begin()));
}

QString ComparePage::stepTitle(const ShownRow& row) const
{
    const auto name = QString::fromStdString(readableName(row.what.name));
    const int number = selected_->step + 1;
    if (presenting_) // large, it has no room for more
        return tr("Step %1 of %2").arg(number).arg(name);
    if (selected_->cell->outputCount() == 1)
        return tr("Step %1 of %2, under all strategies").arg(number).arg(name);
    return tr("Step %1 of %2, seed %3, under all strategies")
        .arg(number)
        .arg(name)
        .arg(row.what.seed);
}

void ComparePage::closeStep()
{
    if (selected_)
        selected_->cell->setSelected(selected_->output, std::nullopt);
    selected_.reset();
    step_->hide();
}

} // namespace logitscope
