// One strategy of the Compare page that runs alone, beside the results of the others; and one that
// comes from elsewhere.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"

#include <QScopedValueRollback>

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
    const auto count = rows.size();
    running_ = {rows_.insert(std::move(rows), cell, grid_->cells()), count};
    startRows();
    runBar_->startRun(request.tokens * request.repeats);
    updateButtons();
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
