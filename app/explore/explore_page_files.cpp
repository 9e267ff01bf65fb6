// The Explore page's run as it leaves the program, and as it comes back.
#include "app/engine/model_loader.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "core/generation/saved_prompt.h"
#include "core/run/run_statistics.h"
#include "core/sampling/strategy.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/figure/step_figure.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// The same steps again.
RunRequest requestOf(const OpenModel& model, const Comparison& run)
{
    const auto& transcript = run.rows.front().transcript;
    RunRequest request{.prompt = savedPrompt(model, transcript),
                       .seed = transcript.seed,
                       .tokens = std::max(1, static_cast<int>(transcript.steps.size())),
                       .stream = transcript.stream,
                       .promptTokens = transcript.promptTokens};
    request.special = savedReading(model, request.prompt, request.promptTokens);
    for (const auto& step : transcript.steps)
        request.settings.push_back(step.settings);
    return request;
}

// Somebody chose tokens, or changed the random numbers on the way: it can't be drawn again.
bool isMadeByHand(const Comparison& run)
{
    const auto& transcript = run.rows.front().transcript;
    return std::ranges::any_of(transcript.steps, [&transcript](const Step& step) {
        return step.chosen || step.stream != transcript.stream;
    });
}

} // namespace

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

void ExplorePage::replay(const Comparison& run)
{
    if (!model_ || loader_.isOpening()) {
        waiting_ = run;
        return;
    }
    const auto request = requestOf(*model_, run);
    const auto& settings = run.rows.front().transcript.settings;
    if (isMadeByHand(run)) {
        showRecorded(run, request, settings);
        return;
    }
    controls_->setRequest(request);
    controls_->sampler()->setSettings(settings);
    if (begin(request, request.tokens))
        replayed_ = run;
}

// With the numbers that are in it, and the controls at `request` and `settings`.
void ExplorePage::showRecorded(const Comparison& recorded, RunRequest request,
                               const SamplerSettings& settings)
{
    generator_.forget(); // what runs
    const auto before = document_.state();
    const auto& transcript = recorded.rows.front().transcript;
    request.settings.clear();
    auto run = emptyRun(request);
    run.model = recorded.model;
    auto& branch = run.branch();
    branch.limit = request.tokens;
    branch.stopReason = transcript.stopReason;
    branch.stream = transcript.steps.back().stream;
    const bool isThisModels = recorded.model == model_->model->info().fullName();
    for (auto step : transcript.steps) {
        if (isThisModels) // a file has no bytes that are no characters
            step.bytes = model_->tokenizer.bytes(step.token);
        branch.leaf = follow(branch.leaf, std::move(step));
    }
    controls_->setRequest(request);
    controls_->sampler()->setSettings(settings);
    document_.setState(
        {std::move(run), controls_->settledRequest(), controls_->sampler()->settings()});
    document_.record(tr("Open"), before);
    message_->showSentence({});
    showRun();
    runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
    if (!isThisModels)
        message_->showSentence(tr("This run was made by the model %1; open that model to see how "
                                  "its tokens were chosen.")
                                   .arg(QString::fromStdString(recorded.model)));
}

void ExplorePage::recreate(const Comparison& run)
{
    if (!model_ || isRunning() || model_->model->info().fullName() != run.model)
        return;
    const auto wanted = controls_->settledRequest();
    auto request = requestOf(*model_, run);
    if (!request.isSameText(wanted))
        return;
    const int tokens = std::exchange(request.tokens, wanted.tokens);
    if (isMadeByHand(run)) {
        showRecorded(run, request, controls_->sampler()->settings());
        return;
    }
    begin(request, tokens);
}

bool ExplorePage::replayWaiting()
{
    if (!model_ || loader_.isOpening() || !waiting_)
        return false;
    replay(*std::exchange(waiting_, std::nullopt));
    return isRunning();
}

// Another model draws other tokens. So did sliders that moved while the run was made, of which
// older files know nothing.
void ExplorePage::checkReplay()
{
    const auto replayed = std::exchange(replayed_, std::nullopt);
    if (!replayed)
        return;
    const auto made = comparison();
    const auto& expected = replayed->rows.front().transcript.steps;
    const int same =
        made.rows.empty() ? 0 : departure(made.rows.front().transcript.steps, expected);
    const bool cutShort =
        document_.branch().stopReason == StopReason::Stopped && same == document_.size();
    if (same == std::ssize(expected) || cutShort)
        return;
    if (!replayed->model.empty() && replayed->model != document_.run().model)
        message_->showSentence(
            tr("From step %1 on these tokens are not those of the file, which were made by the "
               "model %2; open that model to see them.")
                .arg(same + 1)
                .arg(QString::fromStdString(replayed->model)));
    else
        message_->showSentence(
            tr("From step %1 on these tokens are not those of the file: its settings changed while "
               "it was made, or another model made it.")
                .arg(same + 1));
}

} // namespace logitscope
