// The Explore page's run as it leaves the program, and as it comes back.
#include "app/engine/model_loader.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "core/generation/saved_prompt.h"
#include "core/sampling/strategy.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/figure/step_figure.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

Comparison ExplorePage::comparison() const
{
    Comparison comparison{.model = {}, .version = {}, .rows = {}};
    if (document_.size() == 0)
        return comparison;
    comparison.model = document_.run().model;
    ComparisonRow row;
    row.transcript = transcriptOf(document_.run(), document_.branch());
    if (isShortOfLimit())
        row.transcript.stopReason = StopReason::Stopped;
    const auto* strategy = findStrategy(row.transcript.settings);
    row.strategy = strategy ? strategy->name : tr("custom").toStdString();
    comparison.rows.push_back(std::move(row));
    return comparison;
}

std::unique_ptr<Figure> ExplorePage::figure(const Comparison& run,
                                            const FigureOptions& options) const
{
    std::optional<SelectedStep> step;
    if (stepIsSelected())
        step = SelectedStep{
            *document_.selected(), document_.distribution(), controls_->sampler()->settings(),
            [model = model_](TokenId token) { return std::string(model->tokenizer.bytes(token)); }};
    return std::make_unique<StepFigure>(
        run.rows.front().transcript,
        RunOrigin{run.model, run.version, model_->model->info().vocabularySize}, step, options);
}

// Not the place of the token that comes next.
bool ExplorePage::stepIsSelected() const
{
    return document_.selected() && document_.distribution();
}

QString ExplorePage::stepInFigure() const
{
    return stepIsSelected() ? tr("The selected step") : QString();
}

// As this model reads it, where it made it.
RunState ExplorePage::stateOf(const Comparison& recorded) const
{
    const auto& transcript = recorded.rows.front().transcript;
    RunState state;
    auto& request = state.request;
    request.prompt = savedPrompt(*model_, transcript);
    request.seed = transcript.seed;
    request.tokens = std::max(1, static_cast<int>(transcript.steps.size()));
    request.stream = transcript.stream;
    request.promptTokens = transcript.promptTokens;
    request.special = savedReading(*model_, request.prompt, request.promptTokens);
    state.settings = transcript.settings;

    auto& run = state.run = emptyRun(request);
    const auto name = run.model;
    run.model = recorded.model.empty() ? name : recorded.model;
    if (run.model != name)
        run.promptTokens = transcript.promptTokens;
    auto& branch = run.branch();
    branch.limit = request.tokens;
    branch.stopReason = transcript.stopReason;
    for (auto step : transcript.steps) {
        if (run.model == name) // an older file has no bytes that are no characters
            step.bytes = model_->tokenizer.bytes(step.token);
        branch.stream = step.stream;
        branch.leaf = follow(branch.leaf, std::move(step));
    }
    return state;
}

// Length and sliders may have moved since the document was told.
RunState ExplorePage::state() const
{
    auto state = document_.state();
    const auto asked = controls_->settledRequest();
    if (asked.isSameText(state.request))
        state.request = asked;
    state.settings = controls_->sampler()->settings();
    return state;
}

// Without tokens it is nobody's run yet.
RunState ExplorePage::adapted(RunState state) const
{
    if (state.run.branches.size() == 1 && !state.run.branch().leaf)
        state.run = emptyRun(state.request);
    return state;
}

void ExplorePage::setControls(const RunState& state)
{
    controls_->setRequest(state.request);
    controls_->sampler()->setSettings(state.settings);
}

void ExplorePage::open(const Comparison& run)
{
    if (!model_ || loader_.isOpening())
        waiting_ = [this, run] { open(run); };
    else
        open(stateOf(run));
}

void ExplorePage::open(const RunState& state)
{
    if (!model_ || loader_.isOpening()) {
        waiting_ = [this, state] { open(state); };
        return;
    }
    generator_.forget(); // what runs
    const auto before = document_.state();
    setControls(state);
    auto shown = adapted(state);
    shown.request = controls_->settledRequest(); // as far as they can be asked for
    shown.settings = controls_->sampler()->settings();
    document_.setState(std::move(shown));
    document_.record(tr("Open"), before);
    showOpened();
}

void ExplorePage::showOpened()
{
    message_->showSentence({});
    showRun();
    runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
    if (isOtherModels())
        message_->showSentence(tr("This run was made by the model %1; open that model to see how "
                                  "its tokens were chosen.")
                                   .arg(QString::fromStdString(document_.run().model)));
}

void ExplorePage::bringBack(const RunState& state)
{
    const auto asked = controls_->settledRequest();
    const auto settings = controls_->sampler()->settings();
    const bool askedForMore = asked != restored_ || settings != restoredSettings_;
    setControls(state);
    document_.reset(adapted(state));
    if (document_.size() > 0)
        showOpened();
    else
        showRun();
    if (!askedForMore)
        return;
    controls_->setRequest(asked);
    controls_->sampler()->setSettings(settings);
    noteControls();
}

// Once all have the model: what was there at the last end comes back first.
void ExplorePage::openWaiting()
{
    if (waiting_)
        QMetaObject::invokeMethod(this, std::exchange(waiting_, {}), Qt::QueuedConnection);
}

} // namespace logitscope
