// Rows of the Compare page that run beside the results of the others, or go on; and what comes from
// elsewhere.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/compare/strategy_list.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <numeric>

namespace logitscope
{

// An edited strategy, or one that was added later.
bool ComparePage::canRunAlone(const StrategyCell* cell) const
{
    return model_ && !opening_ && !isRunning() && rows_.tokens() > 0 &&
           model_->model->info().fullName() == rows_.model() && cell->isEmpty();
}

// As the others ran, whatever the controls say now: the results are one comparison.
void ComparePage::runAlone(StrategyCell* cell)
{
    if (!canRunAlone(cell))
        return;
    message_->showSentence({});
    auto request = asked_;
    request.strategies = {cell->strategy()};
    request.firstStream = streamOf(cell);
    auto rows = rowsOf(request);
    for (auto& row : rows)
        row.transcript.promptTokens = rows_.all().front().what.transcript.promptTokens;
    std::vector<std::size_t> own(rows.size());
    std::iota(own.begin(), own.end(), rows_.insert(std::move(rows), cell, grid_->cells()));
    startRows(std::move(own), request.tokens, tr("Run this one"));
}

std::vector<std::size_t> ComparePage::rowsThatGoOn(const StrategyCell* cell) const
{
    std::vector<std::size_t> rows;
    if (!model_ || opening_ || isRunning() || model_->model->info().fullName() != rows_.model())
        return rows;
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        const auto& row = rows_.all()[index];
        const auto reason = row.cell ? row.cell->reason(row.output) : std::nullopt;
        const bool isOpen = reason == StopReason::Length || reason == StopReason::Stopped;
        if (isOpen && (!cell || row.cell == cell))
            rows.push_back(index);
    }
    return rows;
}

// With the settings and random numbers that they have.
void ComparePage::continueRows(const StrategyCell* cell)
{
    auto rows = rowsThatGoOn(cell);
    if (rows.empty())
        return;
    message_->showSentence({});
    const int tokens = controls_->request().tokens;
    if (!cell)
        asked_.tokens += tokens;
    startRows(std::move(rows), tokens, tr("Continue"));
}

void ComparePage::compareFrom(const RunRequest& run)
{
    auto request = controls_->request();
    request.prompt = run.prompt;
    request.special = run.special;
    request.promptTokens = run.promptTokens;
    request.seed = run.seed;
    request.tokens = run.tokens;
    {
        const QScopedValueRollback putting(isPutting_, true);
        const auto strategies = grid_->strategies();
        const bool areAlike = std::ranges::all_of(strategies, [&](const Strategy& strategy) {
            return strategy.settings == strategies.front().settings;
        });
        if (areAlike) // none, or branches that stood beside each other
            grid_->setStrategies(theNine());
        controls_->setRequest(request);
    }
    generate(); // with which all of this is one command
}

void ComparePage::addRun(const RunRequest& run, const SamplerSettings& settings)
{
    const auto before = controls_->request();
    auto request = before;
    request.prompt = run.prompt;
    request.special = run.special;
    request.promptTokens = run.promptTokens;
    request.seed = run.seed;
    request.tokens = run.tokens;
    {
        const QScopedValueRollback putting(isPutting_, true);
        addStrategy(settings);
        if (request != before)
            controls_->setRequest(request);
    }
    grid_->reveal(grid_->cells().back());
    note(tr("Add to Compare"));
    if (request == before)
        return;
    auto sentence = tr("Prompt, seed and length are now Explore's.");
    if (!rows_.isEmpty())
        sentence +=
            u' ' + tr("The results below were made with those before; Generate replaces them.");
    message_->showNotice(sentence, {{tr("Undo"), [this, before] {
                                         controls_->setRequest(before);
                                         message_->hide();
                                     }}});
}

} // namespace logitscope
