// How the Compare page comes back: a run from a file, and what it remembers from one session to the
// next.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/page/remembered_prompt.h"
#include "core/generation/saved_prompt.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/steady_splitter.h"

#include <QSettings>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// Rows stand strategy by strategy; repeats differ in their seeds alone.
int repeatsOf(const Comparison& comparison)
{
    const auto& first = comparison.rows.front();
    const auto other = std::ranges::find_if(comparison.rows, [&first](const auto& row) {
        return row.strategy != first.strategy ||
               row.transcript.settings != first.transcript.settings ||
               row.transcript.stream != first.transcript.stream;
    });
    const auto repeats = other - comparison.rows.begin();
    return std::ssize(comparison.rows) % repeats == 0 ? static_cast<int>(repeats) : 1;
}

} // namespace

void ComparePage::show(const Comparison& comparison)
{
    keep();
    put(comparison);
    runBar_->showSentence(
        tr("%Ln token(s) · model “%1” · opened from file", nullptr, rows_.tokens())
            .arg(QString::fromStdString(rows_.model())),
        tr("%Ln token(s)", nullptr, rows_.tokens()));
}

void ComparePage::put(const Comparison& comparison)
{
    forgetRun();
    const int repeats = repeatsOf(comparison);
    const auto& first = comparison.rows.front().transcript;
    CompareRequest request{.prompt = model_ ? savedPrompt(*model_, first) : first.prompt,
                           .strategies = {},
                           .seed = first.seed,
                           .repeats = repeats,
                           .sameRandomNumbers = true,
                           .tokens = 1,
                           .promptTokens = first.promptTokens};
    const bool sameModel = model_ && model_->model->info().fullName() == comparison.model;
    if (sameModel) { // a file may have none
        request.special = savedReading(*model_, request.prompt, first.promptTokens);
        request.promptTokens =
            savedPromptTokens(*model_, request.prompt, first.promptTokens, request.special)
                .value_or(first.promptTokens);
    }
    auto rows = comparison.rows;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto& transcript = rows[row].transcript;
        if (row % static_cast<std::size_t>(repeats) == 0) {
            const auto* known = findStrategy(rows[row].strategy);
            request.strategies.push_back({rows[row].strategy,
                                          known ? known->description : std::string(),
                                          transcript.settings});
        }
        request.tokens = std::max(request.tokens, static_cast<int>(transcript.steps.size()));
        request.sameRandomNumbers = request.sameRandomNumbers && transcript.stream == 0;
        transcript.prompt = request.prompt;
        transcript.promptTokens = request.promptTokens;
        transcript.steps.clear();
    }
    controls_->setRequest(request);
    grid_->setStrategies(request.strategies);
    asked_ = request;
    rows_.start(comparison.model, std::move(rows), repeats, grid_->cells());

    for (std::size_t row = 0; row < rows_.size(); ++row) {
        auto transcript = comparison.rows[row].transcript;
        if (sameModel) { // a file has no bytes that are no characters
            for (auto& step : transcript.steps)
                step.bytes = model_->tokenizer.bytes(step.token);
        }
        appendSteps(rows_[row], transcript.steps);
        rows_[row].cell->end(rows_[row].output, transcript.stopReason);
    }
    fitSparklines();
    rows_.markDepartures(grid_->reference());
    for (auto* cell : grid_->cells())
        cell->finish();
    remarkOnControls();
    updateButtons();
}

// What a click is about to throw away.
void ComparePage::keep()
{
    if (rows_.tokens() > 0)
        kept_ = Kept{rows_.comparison(), grid_->strategies()};
}

void ComparePage::bringBack()
{
    if (!canBringBack())
        return;
    const auto before = *std::exchange(kept_, std::nullopt);
    keep();
    if (before.run.rows.empty()) {
        forgetRun();
        grid_->setStrategies(before.strategies);
    } else {
        put(before.run);
        restoreStrategies(before.strategies);
    }
    runBar_->showSentence(tr("%Ln token(s)", nullptr, rows_.tokens()));
}

// A run knows their names and settings, and only of those that ran.
void ComparePage::restoreStrategies(const std::vector<Strategy>& strategies)
{
    const auto& cells = grid_->cells();
    for (const auto& strategy : strategies) {
        const auto cell = std::ranges::find(cells, strategy.name,
                                            [](const auto* each) { return each->strategy().name; });
        if (cell == cells.end())
            grid_->add(strategy);
        else if ((*cell)->strategy().settings == strategy.settings)
            (*cell)->setStrategy(strategy);
    }
}

bool ComparePage::canBringBack() const
{
    return kept_ && !isRunning();
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
    grid_->restore(settings);
    columns_->restore(settings.value("columns"));
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
