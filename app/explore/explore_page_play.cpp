// How much of its text the Explore page shows: all, or its first tokens while it is played to a
// room, or while the next one is to be predicted.
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/room/room_round.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/control/run_bar.h"
#include "widgets/text/token_text.h"

#include <QToolButton>

#include <algorithm>

namespace logitscope
{

void ExplorePage::connectPlayer()
{
    textPanel_->addBelowText(playBar_);
    playBar_->hide();
    connect(textPanel_->playButton(), &QToolButton::clicked, this, &ExplorePage::play);
    connect(playBar_, &PlayBar::playRequested, this, &ExplorePage::play);
    connect(playBar_, &PlayBar::closed, this, &ExplorePage::endPlaying);
    connect(player_, &Player::moved, this, &ExplorePage::showFirst);
    connect(player_, &Player::stateChanged, this, [this] {
        if (player_->isOn())
            playBar_->show();
        else
            showAll();
    });
}

void ExplorePage::play()
{
    if (player_->state() == Player::State::Playing)
        return player_->pause();
    if (player_->state() == Player::State::Paused)
        return player_->goOn();
    showBeforeAfter(false);
    playBar_->show(); // its controls are of use before there is a text
    if (document_.size() == 0)
        return runBar_->showSentence(tr("There is no text to play yet. Generate makes one."),
                                     tr("There is no text to play yet."));
    endRound();
    text_->setFocus();
    const int last = document_.size() - 1;
    const int selected = std::max(document_.selected().value_or(0), 0);
    player_->play(selected < last ? selected : 0, document_.size(), isRunning());
}

void ExplorePage::endPlaying()
{
    player_->end();
    playBar_->hide();
}

void ExplorePage::fillViews(std::span<const NodePtr> nodes)
{
    showPrompt();
    stepPanel_->entropyChart()->clear();
    if (!nodes.empty())
        appendToViews(nodes);
}

void ExplorePage::showFirst(int count)
{
    shown_ = count;
    const auto path = document_.path();
    const auto before = static_cast<std::size_t>(text_->stepCount());
    const auto wanted = static_cast<std::size_t>(shownCount());
    if (before > wanted)
        fillViews(path.first(wanted));
    else if (before < wanted) {
        const int length = text_->tokens().length();
        appendToViews(path.subspan(before, wanted - before));
        sayFrom(length);
    }
    showBranches();
    if (wanted == 0) {
        showPlace(0);
    } else {
        selectStep(static_cast<int>(wanted) - 1);
        text_->scrollToSelected();
    }
}

// What is selected stays so.
void ExplorePage::showAll()
{
    if (!shown_)
        return;
    shown_.reset();
    const auto before = static_cast<std::size_t>(text_->stepCount());
    const auto path = document_.path();
    if (before < path.size())
        appendToViews(path.subspan(before));
    if (!isRunning() && document_.size() > 0 && isFinal(document_.branch().stopReason))
        text_->finish();
    showBranches();
    const auto selected = document_.selected();
    if (selected)
        selectStep(*selected);
    else if (document_.hasNext())
        showNext();
    requestFrame(); // marks of looking back
}

void ExplorePage::showEnd()
{
    if (isHolding())
        showPlace(asked_);
    else if (shownCount() == document_.size() && document_.hasNext())
        showNext();
}

// The distribution may still be missing: then it is shown when it comes.
void ExplorePage::showPlace(int index)
{
    followNewest_ = false;
    text_->setEndSelected(true);
    if (index < document_.size()) {
        document_.select(index);
        if (!document_.distribution() && !isOtherModels())
            readAfter(document_.textBefore(index));
    } else if (document_.hasNext()) {
        document_.selectNext();
    } else if (isHolding()) {
        return stepPanel_->hideStep(index, predictions_->question());
    }
    showSelected();
}

bool ExplorePage::closePanel()
{
    if (isBeforeAfter())
        showBeforeAfter(false);
    else if (round_.stage() != RoundStage::Off) // which the bar may outlast
        endRound();
    else if (playBar_->isVisible())
        endPlaying();
    else
        return false;
    return true;
}

} // namespace logitscope
