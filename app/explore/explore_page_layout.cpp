// Where the parts of the Explore page are: in three columns, or for a room.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/steady_splitter.h"

#include <QBoxLayout>

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
    if (presenting) {
        columnsBefore_ = columns_->division();
        columns_->setDivision(presentedColumns);
    } else if (!columnsBefore_.isEmpty()) {
        columns_->setDivision(std::exchange(columnsBefore_, {}));
    }
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

} // namespace logitscope
