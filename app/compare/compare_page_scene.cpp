// The Compare page in a lesson: how a scene begins, and what it hides and locks.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/strategy_cell.h"
#include "app/compare/strategy_grid.h"
#include "widgets/control/length_box.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/prompt_foot.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/seed_box.h"

#include <QPushButton>
#include <QToolButton>

namespace logitscope
{

void ComparePage::begin(const ComparisonState& state)
{
    put(state);
    message_->showSentence({});
    runBar_->showSentence({});
    history_.clear();
    noted_ = this->state();
    emit changed();
}

std::vector<QWidget*> ComparePage::widgetsOf(LessonPart part) const
{
    std::vector<QWidget*> widgets;
    switch (part) {
    case LessonPart::Prompt:
        return {controls_->prompt(), controls_->promptFoot()};
    case LessonPart::Run:
        widgets = {controls_->generateButton(), controls_->stopButton()};
        for (const auto* cell : grid_->cells())
            widgets.push_back(cell->runButton());
        return widgets;
    case LessonPart::Seed:
        return {controls_->seed(), controls_->tokens()};
    case LessonPart::Strategies:
        widgets = {controls_->strategiesButton()};
        for (const auto* cell : grid_->cells())
            widgets.push_back(cell->menuButton());
        return widgets;
    default:
        return {}; // not of this page
    }
}

void ComparePage::setSceneParts(const SceneParts& parts)
{
    sceneLock_.release();
    sceneParts_ = parts;
    updateControls();
    for (const auto part : parts.hidden)
        for (auto* widget : widgetsOf(part))
            sceneLock_.hide(widget);
    for (const auto part : parts.locked)
        if (!parts.hides(part))
            for (auto* widget : widgetsOf(part))
                sceneLock_.lock(widget);
}

} // namespace logitscope
