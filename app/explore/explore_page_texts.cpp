// Which text the Explore page shows: the prompt alone, its continuation, or one from before.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "core/generation/saved_prompt.h"
#include "widgets/control/run_bar.h"
#include "widgets/text/document_text.h"
#include "widgets/text/token_text.h"

#include <utility>

namespace logitscope
{

// The prompt or the seed is another than that of the text that is shown, or is again the one of the
// text before.
void ExplorePage::followControls()
{
    if (!model_ || opening_ || isRunning())
        return;
    const auto request = controls_->settledRequest();
    const int tokens = exploration_.size();
    if (tokens > 0 && request.isSameText(begun_))
        return;
    if (tokens == 0 && kept_ && kept_->comesBack && request.isSameText(kept_->begun)) {
        show(*std::exchange(kept_, std::nullopt));
        return;
    }
    if (tokens > 0) {
        keep(true);
        stepPanel_->clearSteps();
        runBar_->showSentence(
            tr("%n token(s) set aside. Ctrl+Z brings them back.", nullptr, tokens),
            tr("Ctrl+Z brings the text back."));
        updateButtons();
    }
    showPrompt();
}

// What comes after it is shown when the model has read it.
void ExplorePage::showPrompt()
{
    if (!model_)
        return;
    const auto request = controls_->settledRequest();
    nextText_.clear();
    text_->setPrompt(textOfBytes(request.prompt));
    exploration_.clear(); // what came after another prompt
    auto promptTokens =
        savedPromptTokens(*model_, request.prompt, request.promptTokens, request.special);
    if (!promptTokens) {
        stepPanel_->clear(tr("The model can't read this prompt: see below it."));
        return;
    }
    readAfter(*std::move(promptTokens));
}

// A text is one format's from its beginning to its end.
void ExplorePage::readNext()
{
    if (!model_ || otherFormat_ || isRunning() || reason_ == StopReason::EndOfText ||
        reason_ == StopReason::ContextFull)
        return;
    auto text = begun_.promptTokens;
    const auto tokens = continuationTokens();
    text.insert(text.end(), tokens.begin(), tokens.end());
    readAfter(std::move(text));
}

void ExplorePage::readAfter(std::vector<TokenId> text)
{
    nextText_ = text;
    generator_.read(model_, std::move(text));
}

// It may have changed meanwhile.
void ExplorePage::takeNext(const std::vector<TokenId>& text, const std::vector<float>& logits)
{
    if (text != nextText_ || isRunning())
        return;
    exploration_.setNext(logits);
    if (exploration_.size() == 0)
        showNext();
}

// Leaves the page without a text.
KeptText ExplorePage::takeText()
{
    KeptText text{.exploration = std::exchange(exploration_, {}),
                  .begun = begun_,
                  .madeBy = madeBy_,
                  .reason = reason_,
                  .limit = limit_,
                  .otherFormat = std::exchange(otherFormat_, false)};
    followNewest_ = true;
    return text;
}

void ExplorePage::keep(bool comesBack)
{
    if (kept_)
        kept_->comesBack = false;
    if (exploration_.size() == 0)
        return;
    kept_ = takeText();
    kept_->comesBack = comesBack;
}

void ExplorePage::show(KeptText text)
{
    exploration_ = std::move(text.exploration);
    begun_ = text.begun;
    madeBy_ = text.madeBy;
    reason_ = text.reason;
    limit_ = text.limit;
    otherFormat_ = text.otherFormat;

    std::vector<Step> steps;
    for (int index = 0; index < exploration_.size(); ++index)
        steps.push_back(exploration_.step(index));
    text_->setPrompt(textOfBytes(begun_.prompt));
    stepPanel_->clear();
    appendToViews(steps);
    if (reason_ == StopReason::EndOfText || reason_ == StopReason::ContextFull)
        text_->finish();
    const int selected = exploration_.selected().value_or(exploration_.size() - 1);
    followNewest_ = selected == exploration_.size() - 1;
    exploration_.select(selected);
    text_->setSelected(selected);
    text_->scrollToSelected();
    showSelected();
    readNext();
    runBar_->showSentence(tr("%n token(s)", nullptr, exploration_.size()));
    updateButtons();
}

bool ExplorePage::canBringBack() const
{
    return kept_ && !isRunning();
}

void ExplorePage::bringBack()
{
    if (!canBringBack())
        return;
    auto before = *std::exchange(kept_, std::nullopt);
    if (exploration_.size() > 0)
        kept_ = takeText();
    auto request = before.begun;
    request.tokens = controls_->settledRequest().tokens;
    controls_->setRequest(request);
    show(std::move(before));
}

} // namespace logitscope
