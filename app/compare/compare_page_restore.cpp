// How the Compare page comes back: a run from a file, and what it remembers from one session to the
// next.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/page/page_prompt.h"
#include "core/generation/saved_prompt.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/steady_splitter.h"

#include <QScopedValueRollback>
#include <QSettings>

#include <utility>

namespace logitscope
{

ComparisonState ComparePage::state() const
{
    ComparisonState state{.request = controls_->settledRequest(),
                          .reference = grid_->referenceIndex()};
    state.request.strategies = grid_->strategies();
    if (rows_.tokens() > 0) {
        state.run = rows_.comparison();
        state.asked = asked_;
    }
    return state;
}

void ComparePage::open(const Run& comparison)
{
    open(comparisonStateOf(model() ? readBy(*model(), comparison) : comparison));
}

void ComparePage::open(const ComparisonState& state)
{
    put(state);
    note(tr("Open"));
    if (rows_.tokens() > 0)
        runBar_->showSentence(tr("%Ln token(s) · made by the model “%1”", nullptr, rows_.tokens())
                                  .arg(QString::fromStdString(rows_.common().model)),
                              tr("%Ln token(s)", nullptr, rows_.tokens()));
}

void ComparePage::bringBack(const ComparisonState& state)
{
    const auto asked = controls_->settledRequest();
    put(state);
    if (asked != restored_)
        controls_->setRequest(asked);
    history_.clear();
    noted_ = this->state();
    if (rows_.tokens() > 0)
        runBar_->showSentence(tr("%Ln token(s)", nullptr, rows_.tokens()));
}

void ComparePage::put(const ComparisonState& state)
{
    const QScopedValueRollback putting(isPutting_, true);
    forgetRun();
    controls_->setRequest(state.request);
    if (grid_->strategies() != state.request.strategies) // new cells take their time
        grid_->setStrategies(state.request.strategies);
    if (state.reference < grid_->cells().size())
        grid_->setReference(grid_->cells()[state.reference]);
    asked_ = state.asked;
    asked_.strategies.clear();
    rows_.show(state.run, grid_->cells());
    fitSparklines();
    rows_.markDepartures(grid_->reference());
    for (auto* cell : grid_->cells())
        cell->finish();
    remarkOnControls();
    updateControls();
}

// What runs is one command when it has ended, with all that was done meanwhile.
void ComparePage::note(const QString& what, int kind)
{
    if (isPutting_ || isRunning())
        return;
    auto now = state();
    history_.record(what, noted_, now, kind);
    noted_ = std::move(now);
}

void ComparePage::restore(const QSettings& settings)
{
    const auto usual = controls_->request();
    controls_->setRequest(
        {.prompt = tr("In a world where").toStdString(),
         .strategies = {},
         .seed = settings.value("seed", quint64(usual.seed)).toULongLong(),
         .repeats = settings.value("repeats", usual.repeats).toInt(),
         .sameRandomNumbers = settings.value("sameDice", usual.sameRandomNumbers).toBool(),
         .tokens = settings.value("tokens", usual.tokens).toInt()});
    restorePrompt(*controls_->prompt(), settings);
    restored_ = controls_->settledRequest();
    grid_->restore(settings);
    columns_->restore(settings.value("columns"));
    history_.clear();
    noted_ = state();
}

void ComparePage::save(QSettings& settings) const
{
    const auto request = controls_->request();
    savePrompt(*controls_->prompt(), settings);
    settings.setValue("seed", quint64(request.seed));
    settings.setValue("repeats", request.repeats);
    settings.setValue("sameDice", request.sameRandomNumbers);
    settings.setValue("tokens", request.tokens);
    grid_->save(settings);
    settings.setValue("columns", columns_->save());
}

} // namespace logitscope
