// How the Compare page comes back: a run from a file, and what it remembers from one session to the
// next.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/compare/strategy_list.h"
#include "app/page/remembered_prompt.h"
#include "core/generation/saved_prompt.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/steady_splitter.h"

#include <QScopedValueRollback>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

bool isAnotherStrategy(const ComparisonRow& row, const ComparisonRow& other)
{
    return row.strategy != other.strategy || row.transcript.settings != other.transcript.settings ||
           row.transcript.stream != other.transcript.stream;
}

// Repeats stand together, and differ in their seeds alone. In the window every strategy has a name
// of its own.
ComparisonState stateOf(const Comparison& comparison)
{
    ComparisonState state{.run = comparison, .asked = {}, .request = {}};
    auto& asked = state.asked;
    const auto& first = comparison.rows.front().transcript;
    asked.prompt = first.prompt;
    asked.promptTokens = first.promptTokens;
    asked.seed = first.seed;
    asked.repeats = 0;
    std::vector<Strategy> strategies;
    for (std::size_t index = 0; index < comparison.rows.size(); ++index) {
        auto& row = state.run.rows[index];
        if (index == 0 || isAnotherStrategy(comparison.rows[index - 1], comparison.rows[index])) {
            const auto* known = findStrategy(row.strategy);
            strategies.push_back({freeName(row.strategy, strategies),
                                  known ? known->description : std::string(),
                                  row.transcript.settings});
        }
        row.strategy = strategies.back().name;
        asked.repeats += strategies.size() == 1 ? 1 : 0;
        asked.tokens = std::max({asked.tokens, 1, static_cast<int>(row.transcript.steps.size())});
        asked.sameRandomNumbers = asked.sameRandomNumbers && row.transcript.stream == 0;
    }
    state.request = asked;
    state.request.strategies = std::move(strategies);
    return state;
}

// As this model reads it, where it made it: an older file has no bytes that are no characters.
void adapt(ComparisonState& state, const OpenModel& model)
{
    const auto& first = state.run.rows.front().transcript;
    const auto prompt = savedPrompt(model, first);
    const auto special = savedReading(model, prompt, first.promptTokens);
    const auto promptTokens =
        savedPromptTokens(model, prompt, first.promptTokens, special).value_or(first.promptTokens);
    for (auto& row : state.run.rows) {
        row.transcript.prompt = prompt;
        row.transcript.promptTokens = promptTokens;
        for (auto& step : row.transcript.steps)
            step.bytes = model.tokenizer.bytes(step.token);
    }
    for (auto* request : {&state.asked, &state.request}) {
        request->prompt = prompt;
        request->special = special;
        request->promptTokens = promptTokens;
    }
}

} // namespace

ComparisonState ComparePage::state() const
{
    ComparisonState state{.run = {},
                          .asked = {},
                          .request = controls_->settledRequest(),
                          .reference = grid_->referenceIndex()};
    state.request.strategies = grid_->strategies();
    if (rows_.tokens() > 0) {
        state.run = rows_.comparison();
        state.asked = asked_;
    }
    return state;
}

void ComparePage::open(const Comparison& comparison)
{
    auto state = stateOf(comparison);
    if (model_ && model_->model->info().fullName() == comparison.model)
        adapt(state, *model_);
    open(state);
}

void ComparePage::open(const ComparisonState& state)
{
    put(state);
    note(tr("Open"));
    if (rows_.tokens() > 0)
        runBar_->showSentence(tr("%Ln token(s) · made by the model “%1”", nullptr, rows_.tokens())
                                  .arg(QString::fromStdString(rows_.model())),
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
    auto rows = state.run.rows;
    for (auto& row : rows)
        row.transcript.steps.clear();
    rows_.start(state.run.model, std::move(rows), grid_->cells());
    std::size_t shown = 0;
    for (const auto& row : state.run.rows) {
        if (shown == rows_.size() || rows_[shown].what.strategy != row.strategy)
            continue; // of a strategy that is not there
        appendSteps(rows_[shown], row.transcript.steps);
        rows_[shown].cell->end(rows_[shown].output, row.transcript.stopReason);
        ++shown;
    }
    fitSparklines();
    rows_.markDepartures(grid_->reference());
    for (auto* cell : grid_->cells())
        cell->finish();
    remarkOnControls();
    updateButtons();
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

void ComparePage::sayDeleted(int tokens)
{
    if (tokens > 0 && !isRunning())
        runBar_->showSentence(tr("%n token(s) deleted. Ctrl+Z brings them back.", nullptr, tokens),
                              tr("Ctrl+Z brings the text back."));
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
