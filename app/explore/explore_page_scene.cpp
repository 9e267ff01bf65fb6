// The Explore page in a lesson: how a scene begins, and what it hides and locks.
#include "app/explore/branch_list.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/copy_button.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/chain_panel.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/text/token_text.h"

#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// Whether temperature, top-k and top-p in one of the two orders say all of it.
bool fitsSliders(const SamplerChain& chain)
{
    return basicSettingsOf(chain) && std::ranges::all_of(chain.stages, [](const Stage& stage) {
               return stage.kind == StageKind::Temperature || stage.kind == StageKind::TopK ||
                      stage.kind == StageKind::TopP;
           });
}

SamplerPanel::Stages stagesIn(const SceneParts& parts, const SamplerChain& chain)
{
    using enum SamplerPanel::Stages;
    if (!parts.isInLesson)
        return SlidersOrCards;
    if (parts.hides(LessonPart::Chain))
        return parts.hides(LessonPart::Sliders) ? None : Sliders;
    if (parts.hides(LessonPart::Sliders) || !fitsSliders(chain))
        return Cards;
    return SlidersOrCards;
}

} // namespace

void ExplorePage::begin(const RunState& state, std::optional<int> selected)
{
    generator_.forget(); // what runs
    dropFrame();
    typing_.stop();
    setControls(state.request, state.settings);
    auto shown = adapted(state);
    shown.request = controls_->settledRequest();
    shown.settings = controls_->sampler()->settings();
    document_.reset(std::move(shown));
    liveSettings_->set(controls_->sampler()->settings());
    message_->showSentence({});
    runBar_->showSentence({});
    if (document_.size() == 0)
        showNoStep();
    showRun(selected);
    awaitsNext_ = !selected;
    typing_.stop(); // nobody typed it
}

std::vector<QWidget*> ExplorePage::widgetsOf(LessonPart part) const
{
    auto* sampler = controls_->sampler();
    switch (part) {
    case LessonPart::Prompt:
        return {controls_->promptLabel(), controls_->prompt(), controls_->promptFoot()};
    case LessonPart::Run:
        return {controls_->generateButton(), controls_->stepButton(), controls_->clearButton(),
                controls_->stopButton(), controls_->addToCompareButton()};
    case LessonPart::Strategy:
        return {sampler->strategy()};
    case LessonPart::Sliders:
        return {sampler->temperature(), sampler->topK(), sampler->topP(), sampler->order()};
    case LessonPart::Chain:
        return {sampler->chain(), sampler->chainButton()};
    case LessonPart::Seed:
        return {controls_->seedLabel(), controls_->seed(), controls_->tokensLabel(),
                controls_->tokens()};
    case LessonPart::Text:
        return {textPanel_->card(), textPanel_->shadeBar(), textPanel_->lookBackButton(),
                textPanel_->whitespaceButton(), textPanel_->copyButton()};
    case LessonPart::Branches:
        return {textPanel_->branches()};
    case LessonPart::Candidates:
        return {stepPanel_->distributionChart()};
    case LessonPart::RandomNumber:
        return {stepPanel_->strip()};
    case LessonPart::Views:
        return {stepPanel_->viewSwitch(), stepPanel_->viewButton()};
    case LessonPart::Entropy:
        return {stepPanel_->entropyChart()};
    case LessonPart::Strategies:
    case LessonPart::Pages:
    case LessonPart::Menus:
        break; // not of this page
    }
    return {};
}

void ExplorePage::setSceneParts(const SceneParts& parts)
{
    sceneLock_.release();
    sceneParts_ = parts;
    // What the page decides by itself, as it is without a scene.
    auto* sampler = controls_->sampler();
    const bool isPresented = !columnsBefore_.isEmpty();
    const auto stages = stagesIn(parts, sampler->settings());
    // For a room there is only one line: what can't be used leaves it to the prompt and the seed.
    const bool hasStrategy =
        !parts.hides(LessonPart::Strategy) && !(isPresented && parts.locks(LessonPart::Strategy));
    sampler->setParts(hasStrategy, stages);
    controls_->setSeedInLine(parts.isInLesson && !parts.hides(LessonPart::Seed));
    const bool isLow = isPresented && parts.isInLesson && stages != SamplerPanel::Stages::None;
    stepPanel_->setLow(isLow);
    const int margin = isPresented && parts.isInLesson ? 4 : 12; // the lesson's bar takes room
    layout()->setContentsMargins(16, margin, 16, margin);
    if (parts.hides(LessonPart::Views) && !viewBefore_)
        viewBefore_ = stepPanel_->view();
    if (parts.hides(LessonPart::Views))
        stepPanel_->setView(StepPanel::View::Numbers);
    else
        stepPanel_->setView(viewBefore_ ? *std::exchange(viewBefore_, {}) : stepPanel_->view());
    updateControls();

    for (const auto part : parts.hidden) {
        if (part == LessonPart::Sliders || part == LessonPart::Chain ||
            part == LessonPart::Strategy)
            continue; // they have been left out
        for (auto* widget : widgetsOf(part))
            sceneLock_.hide(widget);
    }
    for (const auto part : parts.locked) {
        // A click on the chart chooses; it can be read and scrolled all the same.
        if (part == LessonPart::Candidates || parts.hides(part))
            continue;
        for (auto* widget : widgetsOf(part))
            sceneLock_.lock(widget);
    }
    requestFrame();
}

} // namespace logitscope
