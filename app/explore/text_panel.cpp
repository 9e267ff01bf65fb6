#include "app/explore/text_panel.h"

#include "app/explore/branch_list.h"
#include "app/explore/selection_line.h"
#include "app/page/copy_button.h"
#include "widgets/chart/legend_widgets.h"
#include "widgets/control/card.h"
#include "widgets/control/icons.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/look.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope
{

TextPanel::TextPanel(QWidget* parent)
    : QWidget(parent)
    , text_(new TokenText(this))
    , selection_(new SelectionLine(text_))
    , branches_(new BranchList(this))
    , message_(new MessageBar(this))
    , runBar_(new RunBar(this))
    , legend_(new ShadeLegend(this))
    , whitespace_(new QToolButton(this))
    , copy_(new CopyButton(tr("Copy prompt and continuation"), this))
{
    whitespace_->setCheckable(true);
    whitespace_->setProperty("quiet", true);
    whitespace_->setToolTip(tr("Show spaces and line breaks."));
    whitespace_->setAccessibleName(tr("Show spaces and line breaks"));
    copy_->setSource([this] { return text_->plainText(); });

    text_->setPlaceholder({tr("Type the beginning of a text as the prompt."),
                           tr("Press Generate to continue it, or Step for one token."),
                           tr("The text appears here, each token shaded by how likely the model "
                              "found it. A click on one shows how it was chosen.")});

    makeLayout();
    connect(whitespace_, &QToolButton::toggled, text_, &TokenText::setWhitespaceVisible);
    copy_->setEnabled(false); // there is nothing to copy yet
    keepFitting(*this, [this] {
        // A large zoom squeezes the text before it widens the window, but not the legend's numbers.
        setMinimumWidth(std::max(240, legend_->minimumSizeHint().width()));
        showIcon(*whitespace_, "whitespace", themeOf(palette()).text, fontMetrics().height());
    });
}

void TextPanel::makeLayout()
{
    auto* card = new Card(this);
    card->hold(text_);
    text_->setFrameShape(QFrame::NoFrame);

    auto* foot = new QHBoxLayout;
    foot->addWidget(runBar_, 1);
    foot->addWidget(whitespace_);
    foot->addWidget(copy_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(legend_);
    column->addWidget(message_);
    column->addWidget(card, 1);
    column->addWidget(branches_);
    column->addLayout(foot);
}

void TextPanel::setPresenting(bool presenting)
{
    whitespace_->setVisible(!presenting);
    copy_->setVisible(!presenting);
    branches_->setPresenting(presenting);
}

} // namespace logitscope
