#include "app/explore/text_panel.h"

#include "app/explore/branch_list.h"
#include "app/explore/selection_line.h"
#include "app/page/copy_button.h"
#include "widgets/chart/shade_bar.h"
#include "widgets/control/card.h"
#include "widgets/control/icons.h"
#include "widgets/control/look_back_line.h"
#include "widgets/control/message_bar.h"
#include "widgets/control/run_bar.h"
#include "widgets/look.h"
#include "widgets/text/token_text.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace logitscope
{

TextPanel::TextPanel(QWidget* parent)
    : QWidget(parent)
    , text_(new TokenText(this))
    , card_(new Card(this))
    , selection_(new SelectionLine(text_))
    , branches_(new BranchList(this))
    , message_(new MessageBar(this))
    , runBar_(new RunBar(this))
    , shadeBar_(new ShadeBar(this))
    , lookBack_(new LookBackLine(this))
    , lookBackButton_(new QToolButton(this))
    , predict_(new QToolButton(this))
    , play_(new QToolButton(this))
    , whitespace_(new QToolButton(this))
    , copy_(new CopyButton(tr("Copy prompt and continuation"), this))
    , foot_(new QHBoxLayout)
    , tools_(new QHBoxLayout)
{
    whitespace_->setCheckable(true);
    whitespace_->setProperty("quiet", true);
    whitespace_->setToolTip(tr("Show spaces and line breaks."));
    whitespace_->setAccessibleName(tr("Show spaces and line breaks"));
    lookBackButton_->setText(tr("Look back"));
    lookBackButton_->setCheckable(true);
    lookBackButton_->setProperty("quiet", true);
    lookBackButton_->setToolTip(tr("Judge the whole text under the present settings: which tokens "
                                   "would be impossible now, and which replaced by others."));
    predict_->setText(tr("Predict"));
    predict_->setAccessibleName(tr("Ask for predictions"));
    predict_->setProperty("quiet", true);
    predict_->setToolTip(tr("Hide the selected token, or the next one, and ask the room for it "
                            "(F7)."));
    play_->setText(tr("Play"));
    play_->setAccessibleName(tr("Play the text"));
    play_->setProperty("quiet", true);
    play_->setToolTip(tr("Show the text token by token, from the selected one on (F8)."));
    lookBack_->hide();
    copy_->setSource([this] { return text_->plainText(); });

    text_->setPlaceholder({tr("Type the beginning of a text as the prompt."),
                           tr("Press Generate to continue it, or Step for one token."),
                           tr("The text appears here, each token shaded by how likely the model "
                              "found it. A click on one shows how it was chosen.")});

    makeLayout();
    connect(whitespace_, &QToolButton::toggled, text_, &TokenText::setWhitespaceVisible);
    connect(lookBackButton_, &QToolButton::toggled, this, &TextPanel::setLookingBack);
    connect(shadeBar_->repeats(), &QToolButton::toggled, text_, &TokenText::setRepeatsShown);
    connect(shadeBar_, &ShadeBar::changed, this, [this](const ShadeScale& scale) {
        if (scale.by == ShadeBy::Removed)
            lookBackButton_->setChecked(true);
        text_->setShades(scale);
    });
    copy_->setEnabled(false); // there is nothing to copy yet
    keepFitting(*this, [this] {
        // A large zoom squeezes the text before it widens the window, but not the legend's numbers.
        setMinimumWidth(std::max(240, shadeBar_->minimumSizeHint().width()));
        showIcon(*whitespace_, "whitespace", themeOf(palette()).text, fontMetrics().height());
        arrangeFoot();
    });
}

void TextPanel::makeLayout()
{
    card_->hold(text_);
    text_->setFrameShape(QFrame::NoFrame);

    tools_->setSpacing(2);
    for (auto* button : {predict_, play_, lookBackButton_})
        tools_->addWidget(button);
    tools_->addWidget(whitespace_);
    tools_->addWidget(copy_);
    foot_->setSpacing(2);
    foot_->addWidget(runBar_, 1);
    foot_->addLayout(tools_);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(shadeBar_);
    column->addWidget(message_);
    column->addWidget(card_, 1);
    column->addWidget(lookBack_);
    column->addWidget(branches_);
    column->addLayout(foot_);
}

void TextPanel::addNotice(QWidget* notice)
{
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, notice);
}

void TextPanel::addInTextsPlace(QWidget* other)
{
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->indexOf(card_), other, 1);
    other->hide();
}

void TextPanel::setTextVisible(bool visible)
{
    card_->setVisible(visible);
}

void TextPanel::addBelowText(QWidget* controls)
{
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->indexOf(branches_), controls);
}

void TextPanel::setLookingBack(bool isLookingBack)
{
    lookBack_->setVisible(isLookingBack);
    shadeBar_->setLookingBack(isLookingBack);
    if (isLookingBack)
        return;
    text_->setJudgements({});
    lookBack_->setCounts({});
}

void TextPanel::setSettings(const SamplerChain& settings)
{
    std::vector<StageKind> removing;
    for (const Stage& stage : settings.stages)
        if (stage.isActive() && describe(stage.kind).effect == StageEffect::Removes)
            removing.push_back(stage.kind);
    shadeBar_->setStages(removing);
}

void TextPanel::setPresenting(bool presenting)
{
    whitespace_->setVisible(!presenting);
    copy_->setVisible(!presenting);
    branches_->setPresenting(presenting);
    presenting_ = presenting;
    arrangeFoot();
}

// Where large words have no room beside each other, signs stand for them, and then the tools stand
// below what the run says; in a room, that is short.
void TextPanel::arrangeFoot()
{
    const auto setWords = [this](bool areWords) {
        predict_->setText(areWords ? tr("Predict") : QStringLiteral("?"));
        play_->setText(areWords ? tr("Play") : QStringLiteral("▶"));
    };
    const auto room = [this] { // for what the run says
        return width() - tools_->sizeHint().width();
    };
    const int enough = fontMetrics().averageCharWidth() * 20;
    setWords(!presenting_);
    if (!presenting_ && room() < enough)
        setWords(false);
    const bool isNarrow = !presenting_ && room() < enough;
    foot_->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void TextPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrangeFoot();
}

} // namespace logitscope
