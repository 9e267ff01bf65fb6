// How a text of the Explore page goes other ways: its branches.
#include "app/explore/before_after.h"
#include "app/explore/branch_list.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/player.h"
#include "app/explore/text_panel.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/token_text.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

bool ExplorePage::canFork() const
{
    return canChange() && sceneParts_.leaves(LessonPart::Run) && document_.selected() &&
           !isGivenSelected() && !isOtherModels() && !hidesText();
}

// The random number stays that of the step, which another token would have been sampled with.
void ExplorePage::choose(TokenId token)
{
    if (!canChange() || isOtherModels() || noteControls()) // it was a candidate of another text
        return;
    if (!sceneParts_.leaves(LessonPart::Candidates))
        return;
    if (isGivenSelected()) // the prompt is the reader's to change
        return;
    if (isHolding()) // what the room has said would be lost
        return runBar_->showSentence(
            tr("The round is not over: F10 samples the token, Esc ends the round."),
            tr("F10 samples, Esc ends."));
    const auto* distribution = document_.distribution();
    if (!distribution)
        return;
    const int length = document_.size();
    const int index = document_.selected().value_or(length);
    if (index < length && document_.step(index).token == token)
        return;
    if (distribution->probability(distribution->rankOf(token)) <= 0.0) // the model rules it out
        return;
    message_->showSentence({});
    const auto stream = streamAt(index);
    const auto& settings = controls_->sampler()->settings();
    const StepInput input(document_.run(), document_.branch(), index, stream);
    const auto [seen, shaped, picked, u, isPickCertain] =
        shapeStep(*distribution, settings, input.chain(), input.u(), input.numberOf());
    const int rank = seen.rankOf(token);
    const auto coverage = document_.logits().coverage;
    const Step step{.token = token,
                    .bytes = std::string(model()->tokenizer.bytes(token)),
                    .rank = distribution->rankOf(token),
                    .modelProbability = seen.probability(rank),
                    .samplingProbability = shaped.probabilityBounds(rank).low,
                    .u = input.u(),
                    .stream = stream,
                    .chosen = true,
                    .settings = settings,
                    .mu = shaped.mirostat
                              ? std::optional(shaped.mirostat->next(seen.penalisedLogit(rank)))
                              : std::nullopt,
                    .info = shaped.info,
                    .coverage = coverage.whole() ? Coverage() : coverage}; // as files have it
    beforeRun_ = document_.state();
    document_.choose(index, step, controls_->settledRequest().tokens);
    showRun();
    const bool isFull = std::cmp_greater_equal(document_.run().promptTokens.size() +
                                                   static_cast<std::size_t>(document_.size()),
                                               model()->model->info().contextLength);
    const bool ends = model()->bounds.isEnd(token) || isFull;
    if (ends) {
        document_.end(model()->bounds.isEnd(token) ? StopReason::EndOfText
                                                   : StopReason::ContextFull);
        showRun();
    }
    // Another word in the middle of a text is followed by the rest of it; one at its end, as after
    // Step, by what the reader does next.
    const int rest = document_.branch().limit - document_.size();
    if (index < length && !ends && rest > 0)
        start(tr("another token"), rest);
    else
        document_.record(tr("another token"), beforeRun_);
}

void ExplorePage::continueFromHere()
{
    if (!canFork() || noteControls())
        return;
    const int length = *document_.selected() + 1;
    forkBehind(length, streamAt(length), tr("Continue from here"));
}

void ExplorePage::continueDifferently()
{
    if (canFork() && !noteControls())
        forkBehind(*document_.selected() + 1, freeStream(document_.run()),
                   tr("Another continuation"));
}

// To Compare, the text up to here is a prompt.
void ExplorePage::compareWaysFromHere()
{
    if (!canFork() || noteControls())
        return;
    auto request = controls_->settledRequest();
    request.promptTokens = document_.textBefore(*document_.selected() + 1);
    request.prompt = model()->tokenizer.decode(request.promptTokens);
    request.special = document_.run().special;
    emit waysRequested(request);
}

bool ExplorePage::canCompareBranches() const
{
    const auto& branches = document_.run().branches;
    return !hidesText() && std::ranges::count_if(branches, [](const Branch& branch) {
                               return branch.leaf != nullptr;
                           }) > 1;
}

void ExplorePage::compareBranches()
{
    if (canCompareBranches())
        emit branchesRequested(namedBranchesOf(document_.run()));
}

// Branches may share steps of another stream than what comes after them.
std::uint64_t ExplorePage::streamAt(int index) const
{
    const bool isDrawn = index >= 0 && index < document_.size();
    return isDrawn ? document_.step(index).stream : document_.branch().stream;
}

void ExplorePage::forkBehind(int length, std::uint64_t stream, const QString& name)
{
    message_->showSentence({});
    beforeRun_ = document_.state();
    // Up to the limit, or once more as far from where that is reached.
    const int limit = controls_->settledRequest().tokens;
    const int rest = limit > length ? limit - length : limit;
    document_.fork(length, stream, length + rest);
    showRun();
    start(name, rest);
}

void ExplorePage::showBranches()
{
    const auto& run = document_.run();
    textPanel_->branches()->setRun(hidesText() ? Run() : run);
    const auto origin = originOf(run, run.current);
    const bool departs = origin && origin->shared < document_.size();
    text_->setDeparture(departs ? std::optional(origin->shared) : std::nullopt);
}

void ExplorePage::showBeforeAfter(bool isOn)
{
    const bool isFree =
        sceneParts_.leaves(LessonPart::Branches) && !sceneParts_.hides(LessonPart::Text);
    const bool shows = isOn && isFree && !isRunning() && canCompareBranches() &&
                       beforeAfter_->compare(document_.run(), textPanel_->shadeBar()->scale());
    if (shows)
        player_->end();
    const auto* focused = focusWidget();
    beforeAfter_->setVisible(shows);
    textPanel_->setTextVisible(!shows);
    if (shows && focused == text_)
        beforeAfter_->before()->setFocus();
    else if (!shows && beforeAfter_->isAncestorOf(focused))
        text_->setFocus(); // where Space and the arrows are of use
    stepColumn_->setVisible(!shows || columnsBefore_.isEmpty()); // a room reads large letters
}

bool ExplorePage::isBeforeAfter() const
{
    return !beforeAfter_->isHidden();
}

void ExplorePage::showBranch(std::size_t branch)
{
    if (!canChange() || branch == document_.run().current)
        return;
    auto state = document_.state();
    state.run.current = branch;
    document_.setState(std::move(state));
    showRun();
    runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
}

// A name that was still being typed when something began to run belongs to what runs.
void ExplorePage::renameBranch(std::size_t branch, const QString& name)
{
    if (branch >= document_.run().branches.size()) // it is gone meanwhile
        return;
    const auto before = document_.state();
    document_.rename(branch, name.trimmed().toStdString());
    if (!isRunning())
        document_.record(tr("Rename branch"), before);
    showBranches();
}

void ExplorePage::deleteBranch(std::size_t branch)
{
    const auto before = document_.state();
    if (!canChange() || before.run.branches.size() == 1)
        return;
    auto state = before;
    auto& run = state.run;
    run.branches.erase(run.branches.begin() + static_cast<std::ptrdiff_t>(branch));
    if (run.current > branch || run.current == run.branches.size())
        --run.current;
    const auto selected = document_.selected();
    document_.setState(std::move(state));
    document_.record(tr("Delete branch"), before);
    showRun(selected);
    runBar_->showSentence(tr("One branch deleted. Ctrl+Z brings it back."),
                          tr("Ctrl+Z brings it back."));
}

} // namespace logitscope
