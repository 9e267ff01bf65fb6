// Which text the Explore page shows, and how it follows the controls.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
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
    awaited_.clear();
    followNewest_ = true;
    dropFrame();
    text_->setPrompt(textOfBytes(run.prompt));
    stepPanel_->entropyChart()->clear();
    if (document_.size() > 0) {
        appendToViews(document_.path());
        if (isFinal(document_.branch().stopReason))
            text_->finish();
        const int last = document_.size() - 1;
        selectStep(std::min(selected.value_or(last), last));
        text_->scrollToSelected();
    } else if (model() && run.promptTokens.empty()) {
        showNoStep(tr("The model can't read this prompt: see below it."));
    }
    showBranches();
    readNext();
    updateControls();
    requestFrame();
}

// The step that is selected comes first, where its logits are missing.
void ExplorePage::readNext()
{
    if (!canChange() || isOtherModels() || document_.run().promptTokens.empty())
        return;
    const auto selected = document_.selected();
    const bool isOver = document_.size() > 0 && isFinal(document_.branch().stopReason);
    if (selected && !document_.distribution()) {
        if (auto text = document_.textBefore(*selected); text != awaited_)
            readAfter(std::move(text));
    } else if (!isOver) {
        readAfter(document_.textBefore(document_.size()));
    }
}

void ExplorePage::readAfter(std::vector<TokenId> text)
{
    awaited_ = text;
    generator_.read(model(), std::move(text));
}

// The text may have changed meanwhile.
void ExplorePage::takeLogits(const std::vector<TokenId>& text, const std::vector<float>& logits)
{
    if (text != awaited_ || isRunning())
        return;
    const auto index = static_cast<int>(text.size() - document_.run().promptTokens.size());
    document_.setLogits(index, logits);
    if (document_.size() == 0)
        showNext();
    else if (index < document_.size())
        showSelected();
    if (!document_.hasNext())
        readNext();
}

} // namespace logitscope
