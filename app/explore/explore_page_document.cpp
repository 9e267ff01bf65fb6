// Which text the Explore page shows, and how it follows the controls.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/player.h"
#include "app/explore/step_panel.h"
#include "core/generation/saved_prompt.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/document_text.h"
#include "widgets/text/token_text.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// What somebody turns and types becomes one command as long as it is of one kind.
enum CommandKind
{
    AnotherText = 1,
    OtherSettings = 2,
};

} // namespace

Run ExplorePage::emptyRun(const RunRequest& request, std::vector<TokenId> promptTokens) const
{
    Run run{.model = model() ? model()->model->info().fullName() : std::string(),
            .identity = model() ? model()->identity : ModelIdentity(),
            .prompt = request.prompt,
            .promptTokens = std::move(promptTokens),
            .special = request.special};
    run.branch().seed = request.seed;
    run.branch().stream = request.stream;
    return run;
}

Run ExplorePage::emptyRun(const RunRequest& request) const
{
    if (!model())
        return emptyRun(request, {});
    auto tokens =
        savedPromptTokens(*model(), request.prompt, request.promptTokens, request.special);
    return emptyRun(request, std::move(tokens).value_or(std::vector<TokenId>()));
}

RunState ExplorePage::asked() const
{
    const auto request = controls_->settledRequest();
    return {emptyRun(request), request, controls_->sampler()->settings()};
}

void ExplorePage::startDocument()
{
    document_.reset(asked());
    showNoStep();
    showRun();
}

// Another prompt or seed asks for another text. The one before comes back with them.
bool ExplorePage::noteControls()
{
    if (!canChange() || isOpening())
        return false;
    const auto before = document_.state();
    const auto request = controls_->settledRequest();
    const auto settings = controls_->sampler()->settings();
    if (request.isSameText(before.request)) {
        document_.setRequest(request, settings);
        document_.record(settings == before.settings ? tr("length") : tr("settings"), before,
                         OtherSettings);
        return false;
    }
    const auto* known = document_.stateBefore(AnotherText);
    const bool comesBack = known && known->request.isSameText(request);
    document_.setState({comesBack ? known->run : emptyRun(request), request, settings});
    document_.record(request.seed == before.request.seed ? tr("prompt") : tr("seed"), before,
                     AnotherText);
    showRun();
    const int tokens = before.run.branch().length();
    if (tokens > 0)
        runBar_->showSentence(
            tr("%n token(s) set aside. Ctrl+Z brings them back.", nullptr, tokens),
            tr("Ctrl+Z brings the text back."));
    else if (document_.size() > 0)
        runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
    return true;
}

void ExplorePage::takeTyped()
{
    typing_.stop();
    noteControls();
}

void ExplorePage::clear()
{
    if (!sceneParts_.leaves(LessonPart::Run))
        return;
    message_->showSentence({});
    generator_.forget();
    runBar_->showSentence({});
    deleteAll(tr("Clear"), document_.state());
}

void ExplorePage::deleteAll(const QString& name, RunState before)
{
    document_.setState(asked());
    document_.record(name, before);
    showNoStep();
    showRun();
    sayDeleted(before.run.branch().length());
}

// What comes after it is shown when the model has read it.
void ExplorePage::showRun(std::optional<int> selected)
{
    const auto& run = document_.run();
    showBeforeAfter(isBeforeAfter()); // of the present branch
    shown_.reset();                   // all of it is shown anew
    endRound();
    player_->end();
    awaited_.clear();
    followNewest_ = true;
    dropFrame();
    showPrompt();
    stepPanel_->entropyChart()->clear();
    if (document_.size() > 0) {
        appendToViews(document_.path());
        if (isFinal(document_.branch().stopReason))
            text_->finish();
        const int last = document_.size() - 1;
        selectStep(std::clamp(selected.value_or(last), text_->tokens().firstIndex(), last));
        text_->scrollToSelected();
    } else if (model() && run.promptTokens.empty()) {
        showNoStep(tr("The model can't read this prompt: see below it."));
    }
    showBranches();
    readNext();
    updateControls();
    requestFrame();
}

void ExplorePage::showPrompt()
{
    text_->setPrompt(textOfBytes(document_.run().prompt), promptTokens());
    text_->setPromptScores(document_.promptScores().known());
}

std::vector<PromptToken> ExplorePage::promptTokens() const
{
    const auto& run = document_.run();
    if (!model() || isOtherModels())
        return {};
    std::vector<PromptToken> tokens;
    std::string spelled;
    for (const auto token : run.promptTokens) {
        if (token >= model()->model->info().vocabularySize)
            return {};
        tokens.push_back({token, std::string(model()->tokenizer.bytes(token))});
        spelled += tokens.back().bytes;
    }
    return spelled == run.prompt ? tokens : std::vector<PromptToken>();
}

TextRange ExplorePage::unscored() const
{
    return {document_.promptScores().missingFrom(),
            static_cast<int>(document_.run().promptTokens.size())};
}

// The step that is selected comes first, where its logits are missing; then what comes next. What
// is read for the first time is scored on the way; the scores of a prompt that was read before, as
// by a run, come last.
void ExplorePage::readNext()
{
    if (!canChange() || isOtherModels() || document_.run().promptTokens.empty())
        return;
    const auto selected = document_.selected();
    const bool isOver = document_.size() > 0 && isFinal(document_.branch().stopReason);
    auto before =
        selected && lacksTokens() ? document_.textBefore(*selected) : std::vector<TokenId>();
    const bool isAwaited = before == awaited_;
    if (!before.empty() && !isAwaited) {
        readAfter(std::move(before), unscored());
    } else if (!before.empty() && !document_.distribution()) {
        return; // it comes
    } else if (!isOver && !document_.hasNext()) {
        readAfter(document_.textBefore(document_.size()),
                  document_.size() == 0 ? std::optional(unscored()) : std::nullopt);
    } else if (!document_.promptScores().isComplete()) {
        awaited_.clear(); // nobody awaits what comes after it
        generator_.read(model(), document_.run().promptTokens, unscored());
    }
}

// Of the selected step all is shown that the model, or its server, tells.
bool ExplorePage::lacksTokens() const
{
    const auto* shown = document_.distribution();
    return !shown || shown->size() - shown->unknownCount() <
                         std::min(model()->model->mostCandidates(), shown->size());
}

void ExplorePage::readAfter(std::vector<TokenId> text, std::optional<TextRange> scored)
{
    awaited_ = text;
    generator_.read(model(), std::move(text), scored);
}

void ExplorePage::takeScores(const std::vector<TokenId>& text, int begin,
                             const std::vector<TokenScore>& scores)
{
    if (!document_.takeScores(text, begin, scores))
        return;
    text_->setPromptScores(document_.promptScores().known());
    emit changed();
}

// The text may have changed meanwhile.
void ExplorePage::takeLogits(const std::vector<TokenId>& text, const std::vector<float>& logits,
                             const Coverage& coverage)
{
    const int index =
        static_cast<int>(text.size()) - static_cast<int>(document_.run().promptTokens.size());
    if (text != awaited_ || (isRunning() && index >= 0)) // what runs brings its own
        return;
    document_.setLogits(index, logits, coverage);
    const bool isNext = index == document_.size();
    if (isHolding() && index == asked_) {
        showPlace(index);
        offerCandidates();
    } else if (isNext && (awaitsNext_ || (index == 0 && !document_.selected()))) {
        showNext();
    } else if (index < document_.size()) {
        showSelected();
    }
    readNext();
}

} // namespace logitscope
