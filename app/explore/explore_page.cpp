#include "app/explore/explore_page.h"

#include "app/engine/engine.h"
#include "app/explore/control_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/prompt_model.h"
#include "core/generation/continuation.h"
#include "core/generation/saved_prompt.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/text/document_text.h"
#include "widgets/text/token_text.h"

#include <QHBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

constexpr int typingMilliseconds = 150; // a pause: the prompt is read

} // namespace

ExplorePage::ExplorePage(Engine& engine, QWidget* parent)
    : Page(parent)
    , engine_(engine)
    , columns_(new SteadySplitter({256, 432, 520}, {0, 3, 2}, this))
    , controls_(new ControlPanel(this))
    , controlsColumn_(new ColumnScroll(controls_, this)) // a low window, a large zoom
    , textPanel_(new TextPanel(this))
    , text_(textPanel_->text())
    , message_(textPanel_->message())
    , runBar_(textPanel_->runBar())
    , stepPanel_(new StepPanel(this))
    , stepColumn_(new ColumnScroll(stepPanel_, this))
{
    typing_.setSingleShot(true);
    typing_.setInterval(typingMilliseconds);
    connect(&typing_, &QTimer::timeout, this, &ExplorePage::followControls);

    columns_->addWidget(controlsColumn_);
    columns_->addWidget(textPanel_);
    columns_->addWidget(stepColumn_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(columns_, 1);

    connectControls();
    connectEngine();
}

void ExplorePage::connectControls()
{
    // After a press the keyboard is the text's: arrows select a token, Space draws one.
    connect(controls_, &ControlPanel::generateRequested, this, [this] {
        text_->setFocus();
        generate();
    });
    connect(controls_, &ControlPanel::stepRequested, this, [this] {
        text_->setFocus();
        step();
    });
    connect(controls_, &ControlPanel::addToCompareRequested, this, [this] {
        emit addToCompareRequested(controls_->request(), controls_->sampler()->settings());
    });
    connect(controls_, &ControlPanel::stopRequested, this, &ExplorePage::stop);
    connect(controls_, &ControlPanel::clearRequested, this, &ExplorePage::clear);

    connect(controls_, &ControlPanel::textChanged, this, [this] { typing_.start(); });

    connect(controls_->sampler(), &SamplerPanel::settingsChanged, this,
            [this](const auto& settings) {
                engine_.setSettings(settings);
                requestFrame();
            });
    connect(controls_->sampler(), &SamplerPanel::held, this, [this](bool isHeld) {
        showFrame(); // the last tick still belongs to the drag
        stepPanel_->distributionChart()->holdAxis(isHeld);
    });

    connect(text_, &TokenText::tokenSelected, this, &ExplorePage::selectStep);
    connect(text_, &TokenText::endRequested, this, &ExplorePage::goToEnd);
    connect(text_, &TokenText::nextTokenRequested, this, &ExplorePage::step);
    connect(stepPanel_, &StepPanel::stepSelected, this, [this](int index) {
        selectStep(index);
        text_->scrollToSelected();
    });
}

void ExplorePage::connectEngine()
{
    connect(&engine_, &Engine::stepsArrived, this, &ExplorePage::requestFrame);
    connect(&engine_, &Engine::runEnded, this, [this](StopReason reason) {
        reason_ = reason;
        finishRun(reason);
        if (reason == StopReason::EndOfText || reason == StopReason::ContextFull)
            text_->finish(); // nothing can follow that would complete a character
    });
    connect(&engine_, &Engine::promptRead, this, [this](const std::vector<float>& logits) {
        if (exploration_.size() > 0) // a text came back meanwhile, which this isn't about
            return;
        exploration_.setNext(logits);
        showNext();
    });
    connect(&engine_, &Engine::nextRead, this,
            [this](const std::vector<float>& logits) { exploration_.setNext(logits); });
    connect(&engine_, &Engine::runFailed, this, [this](const QString& sentence) {
        message_->showSentence(sentence);
        finishRun(std::nullopt);
    });
}

void ExplorePage::showOpening(const QString& name)
{
    opening_ = true;
    updateButtons();
    runBar_->showOpening(name);
}

void ExplorePage::showOpeningProgress(int percent)
{
    runBar_->showOpeningProgress(percent);
}

void ExplorePage::endOpening()
{
    finishOpening();
    replayWaiting();
}

void ExplorePage::finishOpening()
{
    opening_ = false;
    if (!model_)
        runBar_->showSentence(tr("No model is open."));
    updateButtons();
    runBar_->endOpening();
}

void ExplorePage::setModel(std::shared_ptr<const OpenModel> model)
{
    model_ = std::move(model);
    setPromptModel(*controls_->prompt(), model_);
    controls_->sampler()->setVocabularySize(model_->model->info().vocabularySize);
    stepPanel_->setTokenBytes(
        [model = model_](TokenId token) { return std::string(model->tokenizer.bytes(token)); });
    finishOpening();
}

void ExplorePage::takeModel(std::shared_ptr<const OpenModel> model)
{
    forgetRun(); // the text on the screen was another model's
    kept_.reset();
    setModel(std::move(model));
    if (replayWaiting())
        return;
    showPrompt();
    runBar_->showSentence(tr("Ready. Press Generate, or Step for one token."),
                          tr("Ready. Press Generate."));
}

void ExplorePage::takeFormat(std::shared_ptr<const OpenModel> model)
{
    otherFormat_ = exploration_.size() > 0;
    setModel(std::move(model));
    if (!replayWaiting() && exploration_.size() == 0)
        showPrompt();
}

void ExplorePage::generate()
{
    const auto request = controls_->request();
    begin(request, request.tokens);
}

void ExplorePage::run(const RunRequest& request, const SamplerSettings& settings)
{
    controls_->setRequest(request);
    controls_->sampler()->setSettings(settings);
    engine_.setSettings(settings);
    generate();
}

void ExplorePage::step()
{
    if (!model_ || engine_.isOpening() || engine_.isRunning())
        return;
    const auto request = controls_->request();
    if (exploration_.size() == 0 ||
        !request.isSameText(begun_)) { // what a step would go on with is not what the controls say
        begin(request, 1);
        return;
    }
    if (otherFormat_) { // a text is one format's from its beginning to its end
        begin(request, exploration_.size() + 1);
        return;
    }
    message_->showSentence({});
    followNewest_ = true;
    stepsBeforeRun_ = exploration_.size();
    engine_.proceed(1);
    runBar_->startRun(1);
    updateButtons();
}

bool ExplorePage::begin(RunRequest request, int tokens)
{
    if (!model_ || engine_.isOpening()) // what would run now would end when the model is open
        return false;
    auto promptTokens =
        savedPromptTokens(*model_, request.prompt, request.promptTokens, request.special);
    if (!promptTokens) {
        message_->showSentence(
            QString::fromStdString(promptTokens.error().message)); // the present text stays
        return false;
    }
    message_->showSentence({});
    keep(false);
    engine_.clear();
    dropFrame();
    exploration_.clear();
    followNewest_ = true;
    otherFormat_ = false;
    stepPanel_->clearSteps(); // the chart stays until the first step comes
    limit_ = request.tokens;
    request.tokens = tokens;
    request.promptTokens = *std::move(promptTokens);
    begun_ = request;
    madeBy_ = model_->model->info().fullName();
    text_->setPrompt(textOfBytes(request.prompt));
    engine_.generate(request);
    stepsBeforeRun_ = 0;
    runBar_->startRun(tokensInContext(*model_, begun_.promptTokens, tokens));
    updateButtons();
    return true;
}

bool ExplorePage::isRunning() const
{
    return engine_.isRunning();
}

void ExplorePage::stop()
{
    engine_.stop();
}

bool ExplorePage::closeWhatIsInTheWay()
{
    const bool was = !message_->isHidden();
    message_->hide();
    return was;
}

void ExplorePage::clear()
{
    message_->showSentence({});
    const int tokens = exploration_.size();
    keep(false);
    forgetRun();
    showPrompt();
    if (tokens > 0)
        runBar_->showSentence(tr("%n token(s) deleted. Ctrl+Z brings them back.", nullptr, tokens),
                              tr("Ctrl+Z brings the text back."));
}

void ExplorePage::forgetRun()
{
    engine_.clear();
    dropFrame();
    exploration_.clear();
    followNewest_ = true;
    otherFormat_ = false;
    text_->clear();
    stepPanel_->clear();
    runBar_->showSentence({});
    updateButtons();
}

void ExplorePage::takeSteps()
{
    auto records = engine_.takeSteps();
    if (records.empty())
        return;

    std::vector<Step> steps;
    for (const auto& record : records)
        steps.push_back(record.step);
    exploration_.append(std::move(records));
    appendToViews(steps);
    if (engine_.isRunning())
        runBar_->showProgress(exploration_.size() - stepsBeforeRun_);

    if (followNewest_) {
        exploration_.select(exploration_.size() - 1);
        text_->setSelected(exploration_.size() - 1);
    }
}

void ExplorePage::appendToViews(std::span<const Step> steps)
{
    const bool ends = model_->bounds.isEnd(steps.back().token);
    text_->appendSteps(steps.first(steps.size() - (ends ? 1 : 0)));
    if (ends)
        text_->appendEndMark(steps.back());
    stepPanel_->appendSteps(steps);
}

void ExplorePage::showFrame()
{
    takeSteps();
    showSelected();
}

void ExplorePage::finishRun(std::optional<StopReason> reason)
{
    dropFrame();
    showFrame();
    const auto why = !reason            ? tr("failed")
                     : isShortOfLimit() ? QString()
                                        : QString::fromUtf8(stopReasonSentence(*reason).data());
    runBar_->endRun(exploration_.size() - stepsBeforeRun_, exploration_.size(), why);
    updateButtons();
    if (reason)
        checkReplay();
    else
        replayed_.reset();
    typing_.start(); // the controls may ask for another text by now
    emit runFinished();
}

// A step ends for its one token, whatever limit is set.
bool ExplorePage::isShortOfLimit() const
{
    return reason_ == StopReason::Length && exploration_.size() < limit_;
}

void ExplorePage::selectStep(int index)
{
    followNewest_ = index == exploration_.size() - 1;
    exploration_.select(index);
    text_->setSelected(index);
    showSelected();
}

void ExplorePage::showSelected()
{
    const auto* distribution = exploration_.distribution();
    if (!distribution)
        return;
    const auto settings = controls_->sampler()->settings();
    if (const auto index = exploration_.selected())
        stepPanel_->showStep(*index, exploration_.step(*index), *distribution, settings);
    else
        stepPanel_->showNext(exploration_.size(), *distribution, settings);
}

void ExplorePage::goToEnd()
{
    if (exploration_.hasNext())
        showNext();
}

void ExplorePage::showNext()
{
    followNewest_ = true;
    exploration_.selectNext();
    text_->setEndSelected(true);
    showSelected();
}

void ExplorePage::updateButtons()
{
    controls_->setState(model_ != nullptr && !opening_, engine_.isRunning(),
                        exploration_.size() > 0);
    textPanel_->setHasText(exploration_.size() > 0);
}

} // namespace logitscope
