// Where the parts of the Explore page are: in three columns, or for a room.
#include "app/explore/control_panel.h"
#include "app/explore/explore_page.h"
#include "app/explore/step_panel.h"
#include "app/explore/text_panel.h"
#include "widgets/chart/distribution_chart.h"
#include "widgets/control/column_scroll.h"
#include "widgets/control/sampler_panel.h"

#include <QBoxLayout>
#include <QResizeEvent>
#include <QSplitter>

namespace logitscope
{

namespace
{

// Of controls, text and chart, in pixels or in shares.
const QList<int> usualColumns{256, 432, 520};
const QList<int> presentedColumns{0, 860, 1140};

constexpr double usualShare = 0.4; // that the chart's column may claim of the screen

} // namespace

void ExplorePage::setPresenting(bool presenting)
{
    if (presenting && (!columnsBefore_ || columnsBefore_->pageWidth != width()))
        columnsBefore_ = Columns{width(), splitter_->saveState()};
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
    stepColumn_->setMostShare(presenting ? 1.0 : usualShare);
    if (presenting)
        splitter_->setSizes(presentedColumns);
}

// The window gets its size back some time after presenter mode has ended, perhaps in several steps.
void ExplorePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    if (columnsBefore_ && controlsColumn_->isVisibleTo(this) &&
        width() == columnsBefore_->pageWidth) {
        layout()->activate();
        splitter_->restoreState(columnsBefore_->state);
    }
}

void ExplorePage::showNextAxis()
{
    stepPanel_->distributionChart()->showNextAxis();
}

void ExplorePage::resetLayout()
{
    columnsBefore_.reset();
    splitter_->setSizes(usualColumns);
    stepPanel_->distributionChart()->setRowCount(DistributionChart::usualRowCount);
}

} // namespace logitscope
