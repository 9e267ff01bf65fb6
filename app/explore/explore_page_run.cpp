// How the Explore page's text is made: from the controls to the generator, and its steps back.
#include "app/engine/model_loader.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/step_panel.h"
#include "app/page/page_prompt.h"
#include "app/room/room_round.h"
#include "core/generation/saved_prompt.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/live_region.h"
#include "widgets/text/token_text.h"

#include <QCheckBox>

#include <utility>

namespace logitscope
{

namespace
{

// Tokens of a prompt whose scores nobody waits for noticeably when a run starts.
constexpr int scoredAtStart = 32;

} // namespace

void ExplorePage::generate()
{
    const auto request = controls_->request();
    if (!sceneParts_.leaves(LessonPart::Run) || !promptTokensOf(request))
        return;
    generator_.forget(); // what runs
    noteControls();
    beginRun(request, request.tokens);
}

// Nothing: the page says why, and what is there stays.
std::optional<std::vector<TokenId>> ExplorePage::promptTokensOf(const RunRequest& request)
{
    if (!model() || loader_.isOpening()) // what would run now would end when the model is open
        return std::nullopt;
    auto tokens =
        savedPromptTokens(*model(), request.prompt, request.promptTokens, request.special);
    message_->showSentence(tokens ? QString() : QString::fromStdString(tokens.error().message));
    return tokens ? std::optional(*std::move(tokens)) : std::nullopt;
}

void ExplorePage::run(const RunRequest& request, const SamplerChain& settings)
{
    setControls(request, settings);
    generate();
}

void ExplorePage::step()
{
    if (!canChange() || !(sampling_ || sceneParts_.leaves(LessonPart::Run)))
        return;
    if (isHolding() && round_.stage() == RoundStage::Asked && !sampling_)
        return runBar_->showSentence(tr("The next token is hidden. F9 reveals the distribution, "
                                        "F10 samples the token."),
                                     tr("F9 reveals, F10 samples."));
    if (isHolding() && !sampling_)
        return sample();
    const auto request = controls_->request();
    noteControls();                                     // what a step goes on with is what they say
    if (hidesText() && shownCount() < document_.size()) // a step would give it away
        return runBar_->showSentence(tr("The rest of the text is hidden. F7 asks for the next "
                                        "token, Esc shows all of it."),
                                     tr("F7 asks, Esc shows all."));
    if (document_.size() == 0 || isOtherModels()) { // a text is one format's from its beginning
        beginRun(request, document_.size() + 1);
        return;
    }
    message_->showSentence({});
    beforeRun_ = document_.state();
    start(tr("Step"), 1);
}

void ExplorePage::beginRun(const RunRequest& request, int tokens)
{
    auto promptTokens = promptTokensOf(request);
    if (!promptTokens)
        return;
    generator_.forget();
    beforeRun_ = document_.state();
    auto run = emptyRun(request, *std::move(promptTokens));
    run.branch().limit = request.tokens;
    const auto& present = document_.run();
    if (hasMade(*model(), present) && present.promptTokens == run.promptTokens) {
        run.branch().name = present.branch().name; // the other branches go on from the same prompt
        auto branches = present.branches;
        branches[present.current] = run.branch();
        run.branches = std::move(branches);
        run.current = present.current;
    }
    dropFrame();
    document_.setState(
        {std::move(run), controls_->settledRequest(), controls_->sampler()->settings()});
    followNewest_ = true;
    stepPanel_->entropyChart()->clear(); // the other chart stays until the first step comes
    showPrompt();
    showBranches();
    start(tr("Generate"), tokens);
}

void ExplorePage::start(const QString& name, int tokens)
{
    if (!sampling_)
        endRound();
    player_->end();
    showBeforeAfter(false);
    runName_ = name;
    awaited_.clear();
    followNewest_ = true;
    stepsBeforeRun_ = document_.size();
    liveSettings_->set(controls_->sampler()->settings());
    document_.end(StopReason::Stopped); // unless it is heard otherwise
    const auto& branch = document_.branch();
    JobRow row{.seed = branch.seed, .stream = branch.stream};
    for (const auto& node : document_.path())
        row.continuation.push_back(node->step.token);
    if (branch.leaf)
        row.mu = branch.leaf->step.mu;
    row.settingsAt = [live = liveSettings_](int) { return live->now(); };
    const auto range = unscored();
    const bool isShort = range.end - range.begin <= scoredAtStart;
    generator_.start({.model = model(),
                      .prompts = {document_.run().promptTokens},
                      .rows = {std::move(row)},
                      .tokens = tokens},
                     Generator::Logits::Kept, isShort ? std::optional(range) : std::nullopt);
    runBar_->startRun(tokensInContext(*model(), document_.textBefore(document_.size()), tokens));
    updateControls();
    if (tokens > 1 && playBar()->asGenerated()->isChecked())
        player_->play(stepsBeforeRun_, stepsBeforeRun_, true);
}

void ExplorePage::takeSteps()
{
    std::vector<StepRecord> records;
    for (auto& event : generator_.takeEvents()) {
        if (auto* record = std::get_if<StepRecord>(&event.what))
            records.push_back(std::move(*record));
        else
            document_.end(std::get<StopReason>(event.what));
    }
    if (records.empty())
        return;
    const auto count = records.size();
    document_.append(std::move(records));
    if (!shown_) {
        const int before = text_->tokens().length();
        appendToViews(document_.path().last(count));
        sayFrom(before);
    }
    player_->setLength(document_.size(), isRunning());
    showLatency();
    if (isRunning())
        runBar_->showProgress(document_.size() - stepsBeforeRun_);

    if (followNewest_ && !shown_) {
        document_.select(document_.size() - 1);
        text_->setSelected(document_.size() - 1);
    }
}

void ExplorePage::finishRun(bool wentWell)
{
    dropFrame();
    showFrame();
    const auto reason = document_.branch().stopReason;
    const auto why = !wentWell          ? tr("failed")
                     : isShortOfLimit() ? QString()
                                        : QString::fromUtf8(stopReasonSentence(reason).data());
    runBar_->endRun(document_.size() - stepsBeforeRun_, document_.size(), why);
    document_.setRequest(document_.state().request, controls_->sampler()->settings());
    document_.record(runName_, beforeRun_);
    player_->setLength(document_.size(), false);
    if (sampling_)
        finishSample();
    if (wentWell && isFinal(reason) && !shown_)
        text_->finish(); // nothing can follow that would complete a character
    const bool isOne = document_.size() - stepsBeforeRun_ == 1;
    text_->live()->finish(isOne ? QString() : runBar_->text());
    updateControls();
    showBranches();
    awaited_.clear(); // while it ran, nothing was taken
    readNext();
    typing_.start(); // the controls may ask for another text by now
    emit runFinished();
}

// A step ends for its one token, whatever limit is set.
bool ExplorePage::isShortOfLimit() const
{
    return document_.branch().stopReason == StopReason::Length &&
           document_.size() < document_.branch().limit;
}

} // namespace logitscope
