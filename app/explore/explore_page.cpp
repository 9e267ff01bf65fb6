#include "app/explore/explore_page.h"

#include "app/engine/model_loader.h"
#include "app/explore/control_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/prompt_model.h"
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

ExplorePage::ExplorePage(GenerationService& service, const ModelLoader& loader, QWidget* parent)
    : Page(parent)
    , loader_(loader)
    , generator_(service)
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
    connectGenerator();
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
                liveSettings_->set(settings);
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

void ExplorePage::connectGenerator()
{
    connect(&loader_, &ModelLoader::began, this, &ExplorePage::stop);
    connect(&generator_, &Generator::eventsArrived, this, &ExplorePage::requestFrame);
    connect(&generator_, &Generator::ended, this, [this] {
        finishRun(true);
        if (reason_ == StopReason::EndOfText || reason_ == StopReason::ContextFull)
            text_->finish(); // nothing can follow that would complete a character
        else
            readNext();
    });
    connect(&generator_, &Generator::failed, this, [this](const QString& sentence) {
        message_->showSentence(sentence);
        finishRun(false);
    });
    connect(&generator_, &Generator::textRead, this, &ExplorePage::takeNext);
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
    generator_.forgetTexts();
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
    generator_.forgetTexts();
    generator_.forget();
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
    generate();
}

void ExplorePage::step()
{
    if (!model_ || loader_.isOpening() || isRunning())
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
    start(1);
    runBar_->startRun(1);
    updateButtons();
}

bool ExplorePage::begin(RunRequest request, int tokens)
{
    if (!model_ || loader_.isOpening()) // what would run now would end when the model is open
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
    generator_.forget();
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
    stepsBeforeRun_ = 0;
    start(tokens);
    runBar_->startRun(tokensInContext(*model_, begun_.promptTokens, tokens));
    updateButtons();
    return true;
}

// The settings of its first steps may be known; from then on they are the sliders'.
void ExplorePage::start(int tokens)
{
    nextText_.clear();
    liveSettings_->set(controls_->sampler()->settings());
    reason_ = StopReason::Stopped;
    JobRow row{.continuation = continuationTokens(), .seed = begun_.seed, .stream = begun_.stream};
    row.settingsAt = [live = liveSettings_, given = begun_.settings](int step) {
        return std::cmp_less(step, given.size()) ? given[static_cast<std::size_t>(step)]
                                                 : live->now();
    };
    generator_.start({.model = model_,
                      .prompts = {begun_.promptTokens},
                      .rows = {std::move(row)},
                      .tokens = tokens},
                     Generator::Logits::Kept);
}

std::vector<TokenId> ExplorePage::continuationTokens() const
{
    std::vector<TokenId> tokens;
    for (int step = 0; step < exploration_.size(); ++step)
        tokens.push_back(exploration_.step(step).token);
    return tokens;
}

bool ExplorePage::isRunning() const
{
    return generator_.isRunning();
}

void ExplorePage::stop()
{
    generator_.stop();
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
    generator_.forget();
    nextText_.clear();
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
    std::vector<StepRecord> records;
    std::vector<Step> steps;
    for (auto& event : generator_.takeEvents()) {
        if (auto* record = std::get_if<StepRecord>(&event.what)) {
            steps.push_back(record->step);
            records.push_back(std::move(*record));
        } else {
            reason_ = std::get<StopReason>(event.what);
        }
    }
    if (records.empty())
        return;
    exploration_.append(std::move(records));
    appendToViews(steps);
    if (isRunning())
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

void ExplorePage::finishRun(bool wentWell)
{
    dropFrame();
    showFrame();
    const auto why = !wentWell          ? tr("failed")
                     : isShortOfLimit() ? QString()
                                        : QString::fromUtf8(stopReasonSentence(reason_).data());
    runBar_->endRun(exploration_.size() - stepsBeforeRun_, exploration_.size(), why);
    updateButtons();
    if (wentWell)
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
    controls_->setState(model_ != nullptr && !opening_, isRunning(), exploration_.size() > 0);
    textPanel_->setHasText(exploration_.size() > 0);
}

} // namespace logitscope
