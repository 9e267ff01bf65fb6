#include "app/explore/explore_page.h"

#include "app/engine/model_loader.h"
#include "app/explore/before_after.h"
#include "app/explore/branch_list.h"
#include "app/explore/control_panel.h"
#include "app/explore/flip_marks.h"
#include "app/explore/play_bar.h"
#include "app/explore/player.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/copy_button.h"
#include "app/page/page_prompt.h"
#include "app/room/room_round.h"
#include "core/text/token_label.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/ledger_view.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/look_back_line.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/text/live_region.h"
#include "widgets/text/token_text.h"

#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace logitscope
{

namespace
{

constexpr int typingMilliseconds = 150; // a pause: the prompt is read
constexpr int judgingMilliseconds = 5;  // in which the window can draw, and hear of a slider

} // namespace

ExplorePage::ExplorePage(GenerationService& service, const ModelLoader& loader, RoomRound& round,
                         QWidget* parent)
    : Page(parent)
    , loader_(loader)
    , generator_(service)
    , round_(round)
    , words_(service)
    , player_(new Player(this))
    , columns_(new SteadySplitter({256, 432, 520}, {0, 3, 2}, this))
    , controls_(new ControlPanel(this))
    , controlsColumn_(new ColumnScroll(controls_, this)) // a low window, a large zoom
    , textPanel_(new TextPanel(this))
    , text_(textPanel_->text())
    , message_(textPanel_->message())
    , runBar_(textPanel_->runBar())
    , stepPanel_(new StepPanel(this))
    , stepColumn_(new ColumnScroll(stepPanel_, this))
    , beforeAfter_(new BeforeAfter(this))
    , playBar_(new PlayBar(*player_, *text_, this))
    , predictions_(new PredictionPanel(round, this))
    , flipMarks_(makeFlipMarks())
{
    typing_.setSingleShot(true);
    typing_.setInterval(typingMilliseconds);
    connect(&typing_, &QTimer::timeout, this, [this] {
        if (!isBeingSplit(*controls_->prompt()))
            noteControls();
    });
    missing_.setSingleShot(true);
    missing_.setInterval(typingMilliseconds);
    connect(&missing_, &QTimer::timeout, this, [this] {
        if (textPanel_->lookBackButton()->isChecked() && canChange() && !isOtherModels())
            lookBack_.readMissing(model());
    });
    judging_.setSingleShot(true);
    judging_.setInterval(judgingMilliseconds);
    connect(&judging_, &QTimer::timeout, this, [this] {
        if (!isFrameRequested()) // which goes on with it
            showLookBack();
    });
    connect(&document_, &RunDocument::restored, this, [this](auto selected) {
        setControls(document_.state().request, document_.state().settings);
        message_->showSentence({});
        showRun(selected);
        runBar_->showSentence(tr("%n token(s)", nullptr, document_.size()));
    });

    columns_->addWidget(controlsColumn_);
    columns_->addWidget(textPanel_);
    columns_->addWidget(stepColumn_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(columns_, 1);

    connectControls();
    connectGenerator();
    connectPlayer();
    connectRound();
}

void ExplorePage::connectControls()
{
    // After a press the keyboard is the text's: arrows select a token, Space draws one.
    connect(controls_->generateButton(), &QPushButton::clicked, this, [this] {
        text_->setFocus();
        generate();
    });
    connect(controls_->stepButton(), &QPushButton::clicked, this, [this] {
        text_->setFocus();
        step();
    });
    connect(controls_->addToCompareButton(), &QPushButton::clicked, this, [this] {
        emit addToCompareRequested(controls_->request(), controls_->sampler()->settings());
    });
    connect(controls_->stopButton(), &QPushButton::clicked, this, &ExplorePage::stop);
    connect(controls_->clearButton(), &QPushButton::clicked, this, &ExplorePage::clear);

    connect(controls_, &ControlPanel::textChanged, this, [this] { typing_.start(); });
    connect(controls_->prompt(), &PromptField::limitChanged, this, [this] {
        if (model() && model()->isServed()) // which has split the prompt by now
            typing_.start();
    });

    connect(controls_->sampler(), &SamplerPanel::settingsChanged, this,
            [this](const auto& settings) {
                liveSettings_->set(settings);
                if (!isBeingSplit(*controls_->prompt())) // or the slider would wait for a server
                    noteControls();
                requestFrameNow();
            });
    connect(controls_->sampler(), &SamplerPanel::held, this, [this](bool isHeld) {
        showFrame(); // the last tick still belongs to the drag
        stepPanel_->distributionChart()->holdAxis(isHeld);
        if (!isHeld)
            document_.endCommand();
    });

    auto* branches = textPanel_->branches();
    connect(branches, &BranchList::branchPicked, this, &ExplorePage::showBranch);
    connect(branches, &BranchList::renamed, this, &ExplorePage::renameBranch);
    connect(branches, &BranchList::deleteRequested, this, &ExplorePage::deleteBranch);
    connect(branches, &BranchList::compareRequested, this, &ExplorePage::compareBranches);
    connect(branches, &BranchList::beforeAfterRequested, this,
            [this] { showBeforeAfter(!isBeforeAfter()); });
    textPanel_->addInTextsPlace(beforeAfter_);
    connect(textPanel_->shadeBar(), &ShadeBar::changed, beforeAfter_, &BeforeAfter::setShades);
    connect(textPanel_->whitespaceButton(), &QToolButton::toggled, beforeAfter_,
            &BeforeAfter::setWhitespaceVisible);
    connect(textPanel_->lookBackButton(), &QToolButton::toggled, this,
            [this](bool isOn) { isOn ? showLookBack() : lookBack_.forget(); });
    connect(text_, &TokenText::tokenSelected, this, &ExplorePage::selectStep);
    connect(text_, &TokenText::endRequested, this, &ExplorePage::showEnd);
    connect(text_, &TokenText::nextTokenRequested, this, &ExplorePage::step);
    connect(stepPanel_->distributionChart(), &DistributionChart::candidatePicked, this,
            &ExplorePage::choose);
    connect(stepPanel_->ledger(), &LedgerView::candidatePicked, this, &ExplorePage::choose);
    connect(stepPanel_->ledger(), &LedgerView::exportRequested, this, &ExplorePage::exportLedger);
    connect(controls_->sampler()->chain(), &ChainPanel::stageHovered,
            stepPanel_->distributionChart(), &DistributionChart::setMarked);
    connect(stepPanel_, &StepPanel::askedChanged, flipMarks_, &FlipMarks::follow);
    connect(stepPanel_, &StepPanel::stepSelected, this, [this](int index) {
        selectStep(index);
        text_->scrollToSelected();
    });
}

void ExplorePage::connectGenerator()
{
    connect(&loader_, &ModelLoader::began, this, &ExplorePage::stop);
    connect(&generator_, &Generator::eventsArrived, this, &ExplorePage::requestFrame);
    connect(&generator_, &Generator::ended, this, [this] { finishRun(true); });
    connect(&generator_, &Generator::failed, this, [this](const QString& sentence) {
        message_->showSentence(sentence);
        finishRun(false);
    });
    connect(&generator_, &Generator::eachArrived, this, [this] {
        lookBack_.takeRead();
        requestFrame();
    });
    connect(&generator_, &Generator::eachEnded, this, &ExplorePage::requestFrame);
    connect(&generator_, &Generator::textRead, this, &ExplorePage::takeLogits);
    connect(&generator_, &Generator::scored, this, &ExplorePage::takeScores);
    connect(&generator_, &Generator::readingFailed, message_, &MessageBar::showSentence);
}

// Once all have the model: what was there at the last end comes back first.
void ExplorePage::endOpening()
{
    Page::endOpening();
    if (waiting_)
        QMetaObject::invokeMethod(this, std::exchange(waiting_, {}), Qt::QueuedConnection);
}

void ExplorePage::use(std::shared_ptr<const OpenModel> model)
{
    endRound();
    generator_.forgetTexts();
    generator_.forget();
    words_.forget();
    lookBack_.forget();
    document_.forgetScores();
    setModel(std::move(model));
    setPromptModel(*controls_->prompt(), this->model());
    controls_->sampler()->setVocabularySize(this->model()->model->info().vocabularySize);
    stepPanel_->setTokenBytes(bytesOfTokens());
    text_->setTokenBytes(bytesOfTokens());
    textPanel_->shadeBar()->setVocabularySize(this->model()->model->info().vocabularySize);
    endOpening();
}

void ExplorePage::takeModel(std::shared_ptr<const OpenModel> model)
{
    use(std::move(model));
    startDocument(); // the text on the screen was another model's
    document_.forgetHistoryAside();
    runBar_->showSentence(tr("Ready. Press Generate, or Step for one token."),
                          tr("Ready. Press Generate."));
}

void ExplorePage::takeFormat(std::shared_ptr<const OpenModel> model)
{
    use(std::move(model));
    if (document_.size() == 0)
        startDocument();
}

void ExplorePage::appendToViews(std::span<const NodePtr> nodes)
{
    const bool ends = model()->bounds.isEnd(nodes.back()->step.token);
    text_->appendTokens(nodes.first(nodes.size() - (ends ? 1 : 0)));
    if (ends)
        text_->appendEndMark(nodes.back());
    for (const auto& node : nodes)
        stepPanel_->entropyChart()->append(node->step.info);
}

void ExplorePage::sayFrom(int position)
{
    text_->live()->add(text_->tokens().plainText(position, text_->tokens().length()));
}

void ExplorePage::showFrame()
{
    takeSteps();
    showSelected();
    showLookBack();
    emit changed();
}

bool ExplorePage::isOtherModels() const
{
    return document_.size() > 0 && !hasMade(*model(), document_.run());
}

bool ExplorePage::canChange() const
{
    return model() && !loader_.isOpening() && !isRunning();
}

void ExplorePage::selectStep(int index)
{
    awaitsNext_ = false;
    followNewest_ = !shown_ && index >= 0 && index == document_.size() - 1;
    document_.select(index);
    text_->setSelected(index);
    if (isGivenSelected() && document_.textBefore(index).empty()) {
        stepPanel_->showNothingBefore(document_.run().promptTokens.front());
        followStep();
        return;
    }
    if (!document_.distribution() && isOtherModels()) {
        stepPanel_->showRecorded(index, otherModelsSentence(document_.run(), model().get()));
        followStep();
        return;
    }
    if (!document_.distribution() || (canChange() && !isOtherModels() && lacksTokens()))
        readAfter(document_.textBefore(index));
    showSelected();
}

bool ExplorePage::isGivenSelected() const
{
    return document_.selected() && *document_.selected() < 0;
}

void ExplorePage::showSelected()
{
    const auto& settings = controls_->sampler()->settings();
    textPanel_->setSettings(settings);
    if (awaitsPlace() && round_.stage() == RoundStage::Revealed)
        return;
    if (isAsked() || awaitsPlace()) {
        stepPanel_->hideStep(asked_, predictions_->question());
        followStep();
        return;
    }
    const auto* distribution = document_.distribution();
    if (!distribution)
        return;
    const auto selected = document_.selected();
    const int index = selected.value_or(document_.size());
    const StepInput input(document_.run(), document_.branch(), index, streamAt(index));
    const auto& prompt = document_.run().promptTokens;
    const int place = static_cast<int>(prompt.size()) + index;
    if (isRevealed())
        stepPanel_->showRevealed(index, *distribution, settings, input);
    else if (isGivenSelected())
        stepPanel_->showGiven(place, prompt[static_cast<std::size_t>(place)], *distribution,
                              settings, input);
    else if (selected && index < shownCount())
        stepPanel_->showStep(index, document_.step(index), *distribution, settings, input);
    else
        stepPanel_->showNext(index, *distribution, settings, input);
    followStep();
    emit changed();
}

// What the sampler's controls say of the step that is shown, if one is.
void ExplorePage::followStep()
{
    controls_->sampler()->chain()->setLeft(stepPanel_->left());
    flipMarks_->follow();
}

// With the number that somebody asks about, where they do. While tokens come, every frame would
// have others.
FlipMarks* ExplorePage::makeFlipMarks()
{
    const auto step = [this]() -> std::optional<FlipMarks::Step> {
        if (isRunning() || isAsked() || isRevealed() || document_.logits().empty())
            return std::nullopt;
        const auto selected = document_.selected();
        const int index = selected.value_or(document_.size());
        const auto asked = stepPanel_->askedU();
        if (isGivenSelected() && !asked) // it came without a random number
            return std::nullopt;
        const StepInput input(document_.run(), document_.branch(), index, streamAt(index));
        const double own = selected && index >= 0 ? document_.step(index).u : input.u();
        return FlipMarks::Step{document_.logits(), input, asked.value_or(own)};
    };
    const auto label = [this](TokenId token) {
        if (token < 0)
            return tr("unknown");
        return QString::fromStdString(tokenLabel(token, model()->tokenizer.bytes(token)));
    };
    return new FlipMarks(*controls_->sampler(), step, label, this);
}

void ExplorePage::setLookingBack(bool isOn)
{
    textPanel_->lookBackButton()->setChecked(isOn);
}

void ExplorePage::showLookBack()
{
    if (!textPanel_->lookBackButton()->isChecked())
        return;
    if (!model() || isOtherModels()) { // nobody knows the logits
        text_->setJudgements({});
        textPanel_->lookBack()->setCounts({});
        return;
    }
    const auto& settings = controls_->sampler()->settings();
    if (lookBack_.goOn(settings, text_->visibleSteps()))
        judging_.start();
    else if (canChange())
        missing_.start();
    const auto& judged = lookBack_.judged();
    text_->setJudgements(judged.judgements(), settings.pick);
    if (hidesText()) // they would be the hidden tokens' too
        textPanel_->lookBack()->setCounts({});
    else
        textPanel_->lookBack()->setCounts(judged.counts(), lookBack_.isDone());
}

void ExplorePage::showNoStep(const QString& why)
{
    stepPanel_->clear(why);
    followStep();
}

void ExplorePage::showNext()
{
    awaitsNext_ = false;
    followNewest_ = true;
    document_.selectNext();
    text_->setEndSelected(true);
    showSelected();
}

void ExplorePage::updateControls()
{
    controls_->setState(model() && !isOpening(), isRunning(), document_.size() > 0);
    textPanel_->copyButton()->setEnabled(document_.size() > 0);
    textPanel_->branches()->setEnabled(!isRunning()); // then they can only be looked at
}

} // namespace logitscope
