// How the Compare page's rows run: all of them, one cell's, and those that go on.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "app/page/page_prompt.h"
#include "core/generation/saved_prompt.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/text/live_region.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace logitscope
{

void ComparePage::generate()
{
    if (!sceneParts_.leaves(LessonPart::Run))
        return;
    if (!model() || isOpening()) // what would run now would end when the model is open
        return;
    auto request = controls_->request();
    request.strategies = grid_->strategies();
    auto promptTokens =
        savedPromptTokens(*model(), request.prompt, request.promptTokens, request.special);
    if (!promptTokens) { // the present run stays
        message_->showSentence(QString::fromStdString(promptTokens.error().message));
        return;
    }
    request.promptTokens = *std::move(promptTokens);
    const auto count = static_cast<int>(request.strategies.size()) * request.repeats;
    if (count > mostCompareRows) {
        message_->showSentence(
            tr("%1 strategies × %2 are %3 outputs, but at most %4 run together; remove some "
               "strategies, or repeat less.")
                .arg(request.strategies.size())
                .arg(request.repeats)
                .arg(count)
                .arg(mostCompareRows));
        return;
    }
    message_->showSentence({});
    forgetRun();
    rows_.start({.model = model()->model->info().fullName(),
                 .identity = model()->identity,
                 .prompt = request.prompt,
                 .promptTokens = request.promptTokens,
                 .special = request.special,
                 .branches = rowsOf(request)},
                grid_->cells());
    asked_ = request;
    asked_.strategies.clear();
    std::vector<std::size_t> all(rows_.size());
    std::iota(all.begin(), all.end(), 0);
    startRows(std::move(all), request.tokens, tr("Generate"));
}

// Each adds so many.
void ComparePage::startRows(std::vector<std::size_t> rows, int tokens, const QString& name)
{
    runName_ = name;
    running_ = std::move(rows);
    tokensBefore_ = rows_.tokens();
    std::vector<Branch> begun;
    int expected = 0;
    for (const auto index : running_) {
        rows_.resume(index, tokens);
        const auto& row = begun.emplace_back(rows_[index].what);
        expected +=
            tokensInContext(*model(), textBefore(rows_.common(), row, row.length()), tokens);
    }
    rows_.showStatistics();
    generator_.start(jobOf(model(), rows_.common().promptTokens, begun, tokens),
                     Generator::Logits::Dropped);
    runBar_->startRun(expected);
    updateControls();
}

// An edited strategy, or one that was added later.
bool ComparePage::canRunAlone(const StrategyCell* cell) const
{
    return model() && !isOpening() && !isRunning() && rows_.tokens() > 0 &&
           sceneParts_.leaves(LessonPart::Run) && hasMade(*model(), rows_.common()) &&
           rows_.isEmpty(cell);
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
    std::vector<std::size_t> own(rows.size());
    std::iota(own.begin(), own.end(), rows_.insert(std::move(rows), cell, grid_->cells()));
    startRows(std::move(own), request.tokens, tr("Run this one"));
}

std::vector<std::size_t> ComparePage::rowsThatGoOn(const StrategyCell* cell) const
{
    std::vector<std::size_t> rows;
    if (!sceneParts_.leaves(LessonPart::Run) || !model() || isOpening() || isRunning() ||
        !hasMade(*model(), rows_.common()))
        return rows;
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        const auto& row = rows_.all()[index];
        const auto reason = row.what.stopReason;
        const bool isOpen =
            row.hasEnded && (reason == StopReason::Length || reason == StopReason::Stopped);
        if (isOpen && row.cell && (!cell || row.cell == cell))
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

void ComparePage::showFrame()
{
    dropFrame();
    std::vector<std::vector<Step>> steps(rows_.size());
    std::vector<std::optional<StopReason>> ends(rows_.size());
    for (auto& [row, what] : generator_.takeEvents()) {
        const auto index = running_[static_cast<std::size_t>(row)];
        if (auto* record = std::get_if<StepRecord>(&what))
            steps[index].push_back(std::move(record->step));
        else
            ends[index] = std::get<StopReason>(what);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        if (!rows_[row].cell)
            continue;
        if (!steps[row].empty()) {
            const bool endsText = model()->bounds.isEnd(steps[row].back().token);
            rows_.append(row, std::move(steps[row]), endsText);
        }
        if (ends[row])
            rows_.end(row, *ends[row]);
    }
    rows_.showStatistics();
    fitSparklines();
    rows_.markDepartures(grid_->reference());
    showLatency();
    if (isRunning())
        runBar_->showProgress(rows_.tokens() - tokensBefore_);
    emit changed();
}

void ComparePage::finishRun(const QString& why)
{
    for (auto* cell : grid_->cells())
        cell->finish();
    const bool stopped = std::ranges::any_of(running_, [this](std::size_t row) {
        return rows_[row].cell && rows_[row].what.stopReason == StopReason::Stopped;
    });
    runBar_->endRun(rows_.tokens() - tokensBefore_, rows_.tokens(), stopped ? tr("stopped") : why);
    live_->say(tr("Comparison: %1").arg(runBar_->text()));
    updateControls();
    showColumns(); // what ran alone has random numbers now
    note(runName_);
    emit runFinished();
}

} // namespace logitscope
