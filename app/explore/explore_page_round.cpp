// Predict, reveal, sample on the Explore page.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/paper_dice_dialog.h"
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/room/room_round.h"
#include "app/room/score_file.h"
#include "core/sampling/shaped_step.h"
#include "core/text/token_label.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/text/document_text.h"
#include "widgets/text/token_text.h"

#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr std::size_t candidateCount = 5;
constexpr int candidateRanks = 100; // in which they are looked for
constexpr int shownOfText = 160;    // characters, on the sheet of paper dice

QString endOf(const QString& text)
{
    if (text.size() <= shownOfText)
        return text;
    const int begin = static_cast<int>(text.size()) - shownOfText;
    return u'…' + text.mid(text[begin].isLowSurrogate() ? begin + 1 : begin); // not half an emoji
}

} // namespace

void ExplorePage::connectRound()
{
    textPanel_->addBelowText(predictions_);
    connect(textPanel_->predictButton(), &QToolButton::clicked, this, [this] { ask(); });
    connect(predictions_, &PredictionPanel::askRequested, this, [this] { ask(); });
    connect(predictions_, &PredictionPanel::revealRequested, this, &ExplorePage::reveal);
    connect(predictions_, &PredictionPanel::sampleRequested, this, &ExplorePage::sample);
    connect(predictions_, &PredictionPanel::candidatesWanted, this, [this] {
        if (isHolding() && round_.stage() == RoundStage::Asked)
            showPlace(asked_); // they are that step's, whichever is looked at
        offerCandidates();
    });
    connect(predictions_, &PredictionPanel::endRequested, this, &ExplorePage::endRound);
    connect(predictions_, &PredictionPanel::diceRequested, this, &ExplorePage::showDice);
    connect(predictions_, &PredictionPanel::saveRequested, this, [this] {
        askToSaveScores(round_, *this,
                        [this](const auto& sentence) { message_->showSentence(sentence); });
    });
    connect(&words_, &WordProbabilities::known, &round_, &RoomRound::setProbability);
    connect(&round_, &RoomRound::changed, this, [this] {
        stepPanel_->followPredictions();
        if (round_.stage() == RoundStage::Off && !player_->isOn()) // whoever ended it
            showAll();
    });
}

bool ExplorePage::hidesText() const
{
    return shown_ && round_.stage() != RoundStage::Off;
}

bool ExplorePage::isHolding() const
{
    return hidesText() && round_.stage() != RoundStage::Sampled;
}

bool ExplorePage::isAtAsked() const
{
    return document_.selected().value_or(document_.size()) == asked_;
}

bool ExplorePage::awaitsPlace() const
{
    return isHolding() && text_->isEndSelected() && !isAtAsked();
}

bool ExplorePage::isAsked() const
{
    return isHolding() && round_.stage() == RoundStage::Asked && isAtAsked();
}

bool ExplorePage::isRevealed() const
{
    return isHolding() && round_.stage() == RoundStage::Revealed && isAtAsked();
}

bool ExplorePage::canAsk(int step)
{
    if (!canChange())
        return false;
    const bool isOver = document_.size() > 0 && isFinal(document_.branch().stopReason);
    if (isOtherModels())
        message_->showSentence(otherModelsSentence(document_.run(), model().get()));
    else if (document_.run().promptTokens.empty())
        message_->showSentence(tr("The model can't read this prompt: see below it."));
    else if (step >= document_.size() && isOver)
        message_->showSentence(tr("The text has ended. Select one of its tokens to ask for that."));
    else
        return true;
    return false;
}

void ExplorePage::ask(const QString& question, std::optional<int> step)
{
    if (isRunning())
        return;
    if (isHolding() && !step) // it is asked already, and what was said stays
        return showPlace(asked_);
    takeTyped();
    const int size = document_.size();
    const bool isOver = size > 0 && isFinal(document_.branch().stopReason);
    const int selected = document_.selected().value_or(size);
    // Everybody has seen the last token that is shown.
    const bool isNext = selected >= shownCount() - 1 && (shown_ || !isOver);
    int index = step.value_or(isNext ? shownCount() : selected);
    if (index < 0)
        index = step ? size : 0; // the prompt is known
    if (!canAsk(index))
        return;
    index = std::min(index, size);
    player_->end();
    message_->showSentence({});
    showBeforeAfter(false);
    sampling_ = false;
    words_.cancel(); // behind another text
    asked_ = index;
    shown_ = index;
    round_.ask(model(), model()->tokenizer.decode(document_.textBefore(index)), question);
    const auto path = document_.path();
    fillViews(path.first(static_cast<std::size_t>(index)));
    showBranches();
    showPlace(index);
    runBar_->showSentence(tr("Predict, then reveal: F9 reveals, F10 samples, Esc ends the round."),
                          tr("F9 reveals, F10 samples."));
    offerCandidates();
    if (index == size)
        readNext();
    requestFrame();
    predictions_->entry()->setFocus();
}

void ExplorePage::reveal()
{
    if (round_.stage() != RoundStage::Asked || !hidesText())
        return;
    round_.reveal();
    showPlace(asked_);
    giveProbabilities();
    runBar_->showSentence(tr("F10 samples the token, Esc ends the round."),
                          tr("F10 samples, Esc ends."));
    text_->setFocus();
}

// The likeliest tokens that a person would write as a word here, in alphabetical order, which says
// nothing of their probabilities.
void ExplorePage::offerCandidates()
{
    const auto* distribution = document_.distribution();
    if (!isAsked() || !distribution)
        return;
    std::vector<std::string> words;
    const auto text = model()->tokenizer.decode(document_.textBefore(asked_));
    for (int rank = 0; rank < std::min(distribution->size(), candidateRanks); ++rank) {
        if (!predictions_->offersCandidates() || words.size() == candidateCount)
            break;
        const TokenId token = distribution->token(rank);
        auto word = cleanWord(model()->tokenizer.bytes(token));
        if (tokensOfWord(*model(), text, word) == std::vector{token})
            words.push_back(std::move(word));
    }
    std::ranges::sort(words);
    round_.setCandidates(std::move(words));
    showSelected();
}

// Of words of one token they are the distribution's, at once, where it is here.
void ExplorePage::giveProbabilities()
{
    const auto* distribution = isAtAsked() ? document_.distribution() : nullptr;
    std::vector<std::vector<TokenId>> words;
    for (const auto& row : round_.round().tally()) {
        if (row.tokens.size() == 1 && distribution)
            round_.setProbability(
                row.tokens, distribution->probability(distribution->rankOf(row.tokens.front())));
        else if (!row.tokens.empty())
            words.push_back(row.tokens);
    }
    if (!words.empty())
        words_.ask(model(), document_.textBefore(asked_), std::move(words));
}

void ExplorePage::sample()
{
    if (!isHolding() || sampling_ || isRunning())
        return;
    if (round_.stage() == RoundStage::Asked)
        reveal(); // the tally gets its probabilities
    if (asked_ < document_.size())
        return finishSample();
    sampling_ = true;
    step();
    sampling_ = sampling_ && isRunning(); // unless another text was asked for meanwhile
}

void ExplorePage::finishSample()
{
    sampling_ = false;
    if (asked_ >= document_.size()) // it failed, or was stopped
        return;
    round_.sample(document_.step(asked_).token);
    showFirst(asked_ + 1);
}

void ExplorePage::endRound()
{
    sampling_ = false;
    words_.forget();
    if (round_.stage() == RoundStage::Off)
        return;
    const bool isTyped = predictions_->isAncestorOf(focusWidget());
    round_.end();
    if (isTyped) // in what goes now
        text_->setFocus();
}

void ExplorePage::showDice()
{
    const auto* distribution = document_.distribution();
    if (round_.stage() == RoundStage::Off || round_.stage() == RoundStage::Asked || !distribution ||
        !isAtAsked())
        return message_->showSentence(tr("First select the token that was asked for."));
    const auto& settings = controls_->sampler()->settings();
    const StepInput input(document_.run(), document_.branch(), asked_, streamAt(asked_));
    const auto shaped =
        shapeStep(*distribution, settings, input.chain(), input.u(), input.numberOf());
    const auto label = [this, &shaped](int place) {
        const TokenId token = shaped.distribution.token(shaped.shaped.begin + place);
        return QString::fromStdString(tokenLabel(token, bytesOfTokens()(token)));
    };
    const auto before = model()->tokenizer.decode(document_.textBefore(asked_));
    auto* dialog = new PaperDiceDialog(paperDice(shaped.shaped.probabilities), label,
                                       endOf(textOfBytes(before)), settings.pick, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace logitscope
