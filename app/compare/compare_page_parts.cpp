// What the parts of the Compare page are.
#include "app/compare/compare_controls.h"
#include "app/compare/compare_page.h"
#include "app/compare/step_comparison.h"
#include "app/compare/strategy_grid.h"
#include "widgets/chart/flag_legend.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/length_box.h"
#include "widgets/control/prompt_field.h"
#include "widgets/control/run_bar.h"
#include "widgets/control/seed_box.h"
#include "widgets/control/segmented_switch.h"

#include <QCheckBox>
#include <QPushButton>
#include <QToolButton>

namespace logitscope
{

std::vector<PagePart> ComparePage::parts() const
{
    return {
        {{controls_->prompt()},
         tr("Prompt"),
         tr("The beginning of a text, which every strategy continues.")},
        {{controls_->generateButton(), controls_->stopButton()},
         tr("Run"),
         tr("Generate runs all strategies at once.")},
        {{controls_->seed(), controls_->tokens()},
         tr("Seed and length"),
         tr("The same seed gives the same texts; the length is the most tokens of each.")},
        {{controls_->repeats()},
         tr("Repeats"),
         tr("How many texts each strategy writes, with one seed after the other.")},
        {{controls_->sameRandomNumbers()},
         tr("Same random numbers"),
         tr("All strategies get the same random number at a step, so that the strategy is what "
            "differs.")},
        {{controls_->strategiesButton()},
         tr("More strategies"),
         tr("Adds a strategy of your own, or brings the nine back.")},
        {{grid_},
         tr("Strategies"),
         tr("A card for each: its settings, its text shaded by the model's probabilities, its "
            "entropy per step, and statistics. A flag marks the first token that differs from the "
            "reference's text. Click a token to see its step under all strategies.")},
        {{step_},
         tr("One step"),
         tr("The candidates for the selected token, and what each strategy makes of them. Blue: "
            "kept, shaded by sampling probability. –: removed, as is all below a line. ◆: "
            "sampled.")},
        {{runBar_}, tr("Status"), tr("How many tokens there are, and how fast they came.")},
        {{flagLegend_},
         tr("Flag"),
         tr("The first token that differs from the reference's text; a card's menu makes it the "
            "reference.")},
        shadesPart(),
    };
}

} // namespace logitscope
