// What comes to the Compare page from Explore, and goes there.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/compare/strategy_list.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/seed_box.h"

#include <QScopedValueRollback>

#include <algorithm>

namespace logitscope
{

namespace
{

// The text of Explore's, with the other controls as they are here.
CompareRequest askedAs(CompareRequest request, const RunRequest& run)
{
    request.prompt = run.prompt;
    request.special = run.special;
    request.promptTokens = run.promptTokens;
    request.seed = run.seed;
    request.tokens = run.tokens;
    return request;
}

} // namespace

void ComparePage::addStrategy(const SamplerChain& settings)
{
    const auto* known = findStrategy(settings);
    grid_->add({known ? known->name : tr("custom").toStdString(),
                known ? known->description : tr("Settings of your own.").toStdString(), settings});
}

void ComparePage::openCell(const StrategyCell* cell)
{
    RunRequest request{.prompt = controls_->prompt()->prompt(),
                       .seed = controls_->seed()->seed(),
                       .tokens = controls_->tokens()->value(),
                       .special = controls_->prompt()->reading()};
    if (const auto* row = rows_.find(cell, 0)) {
        request.prompt = rows_.common().prompt;
        request.seed = row->what.seed;
        request.stream = row->what.stream;
        request.promptTokens = rows_.common().promptTokens;
        request.special = asked_.special;
        request.tokens = asked_.tokens;
    }
    emit openInExplore(request, cell->strategy().settings);
}

void ComparePage::compareFrom(const RunRequest& run)
{
    const auto request = askedAs(controls_->request(), run);
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

void ComparePage::addRun(const RunRequest& run, const SamplerChain& settings)
{
    const auto before = controls_->request();
    const auto request = askedAs(before, run);
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
