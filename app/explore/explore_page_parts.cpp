// What the parts of the Explore page are, and where: in three columns, or for a room.
#include "app/explore/before_after.h"
#include "app/explore/branch_list.h"
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/play_bar.h"
#include "app/explore/prediction_panel.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "app/page/copy_button.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/chart/entropy_chart.h"
#include "widgets/chart/random_number_strip.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/steady_splitter.h"
#include "widgets/text/token_text.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace logitscope
{

namespace
{

const QList<int> presentedColumns{0, 860, 1140}; // the controls stand above and below

} // namespace

void ExplorePage::setPresenting(bool presenting)
{
    auto* page = static_cast<QBoxLayout*>(layout());
    controls_->setPresenting(presenting);
    if (presenting) {
        controlsColumn_->takeWidget();
        page->insertWidget(0, controls_);
        page->addWidget(controls_->sampler());
        controls_->show();
    } else {
        controlsColumn_->setWidget(controls_);
    }
    controlsColumn_->setVisible(!presenting);
    textPanel_->setPresenting(presenting);
    stepPanel_->setPresenting(presenting);
    playBar_->setPresenting(presenting);
    stepPanel_->setPredictions(presenting ? predictions_ : nullptr);
    if (!presenting)
        textPanel_->addBelowText(predictions_);
    if (presenting) {
        columnsBefore_ = columns_->division();
        columns_->setDivision(presentedColumns);
    } else if (!columnsBefore_.isEmpty()) {
        columns_->setDivision(std::exchange(columnsBefore_, {}));
    }
    showBeforeAfter(isBeforeAfter());
    if (sceneParts_.isInLesson)
        setSceneParts(sceneParts_);
}

void ExplorePage::showNextAxis()
{
    stepPanel_->distributionChart()->showNextAxis();
}

void ExplorePage::resetLayout()
{
    columns_->reset();
    stepPanel_->distributionChart()->setRowCount(DistributionChart::usualRowCount);
}

std::vector<PagePart> ExplorePage::parts() const
{
    const bool isPresenting = !columnsBefore_.isEmpty(); // the strategy stands apart then
    return {
        {{controls_->prompt()},
         tr("Prompt"),
         tr("The beginning of a text, which the model continues.")},
        {{controls_->generateButton(), controls_->stepButton(), controls_->stopButton(),
          controls_->clearButton()},
         tr("Run"),
         tr("Generate continues the prompt up to the token limit; Step samples one more token.")},
        {{controls_->sampler()},
         tr("Sampler"),
         tr("How a token is chosen from the model's probabilities; Sampler chain has all stages.")},
        {{isPresenting ? controls_->sampler()->strategy() : nullptr},
         tr("Strategy"),
         tr("A named set of temperature, top-k and top-p, to start from.")},
        {{controls_->seed(), controls_->tokens()},
         tr("Seed and length"),
         tr("The same seed gives the same text; the length is the most tokens that are added.")},
        {{controls_->addToCompareButton()},
         tr("Add to Compare"),
         tr("Puts these settings beside the other strategies on the Compare page.")},
        {{textPanel_->shadeBar()},
         tr("Shades"),
         tr("What the tokens are shaded by, and how strongly.")},
        {{text_},
         tr("Text"),
         tr("The prompt and its continuation; click a token to see how it was chosen.")},
        {{beforeAfter_},
         tr("Before and after"),
         tr("Two branches: what they begin with, and what each goes on with; what only one of them "
            "has is underlined.")},
        {{textPanel_->branches()},
         tr("Branches"),
         tr("The ways in which this text was continued; click one to see it.")},
        {{playBar_},
         tr("Play"),
         tr("Shows the text token by token, at a pace at which a room can follow.")},
        {{predictions_},
         tr("Predictions"),
         tr("What the room says comes next, beside the model's probabilities once they are "
            "revealed.")},
        {{runBar_},
         tr("Status"),
         tr("How many tokens there are, how fast they came, and why the text ended.")},
        {{textPanel_->predictButton(), textPanel_->playButton(), textPanel_->lookBackButton(),
          textPanel_->whitespaceButton(), textPanel_->copyButton()},
         tr("Text tools"),
         tr("Ask a room; play the text; look back; show spaces; copy the text.")},
        {{findChild<DistributionChart*>()},
         tr("Candidates"),
         tr("The most likely tokens at the selected step, their probabilities and what removed "
            "them; click one to continue with it.")},
        {{findChild<RandomNumberStrip*>()},
         tr("Random number u"),
         tr("The sampling probabilities laid end to end: u picks where it lies. Drag it to ask "
            "about another.")},
        stepPanel_->viewPart(),
        {{findChild<EntropyChart*>()},
         tr("Entropy"),
         tr("How undecided every step was; click to select a step.")},
    };
}

} // namespace logitscope
