#include "widgets/control/chain_panel.h"

#include "widgets/control/segmented_switch.h"
#include "widgets/control/slider_box.h"
#include "widgets/control/tool_tip.h"

#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

namespace logitscope
{

namespace
{

bool sameKinds(const SamplerChain& chain, const std::vector<StageCard*>& cards)
{
    return std::ranges::equal(chain.stages, cards, {}, &Stage::kind,
                              [](const StageCard* card) { return card->stage().kind; });
}

std::vector<SegmentedSwitch::Choice> pickChoices()
{
    return {{static_cast<int>(Pick::InverseCdf), ChainPanel::tr("One number u"),
             ChainPanel::tr("Inverse CDF: the probabilities lie end to end, and one random number "
                            "u picks the token in whose part it falls.")},
            {static_cast<int>(Pick::Gumbel), ChainPanel::tr("One per token"),
             ChainPanel::tr("Gumbel-max: every token has a random number of its own, and the "
                            "highest sum of logit and noise wins, so that a change which doesn't "
                            "concern the winner leaves it the winner.")}};
}

} // namespace

ChainPanel::ChainPanel(QWidget* parent)
    : QWidget(parent)
    , list_(new QVBoxLayout)
    , add_(new QToolButton(this))
    , menu_(new QMenu(this))
    , pickLabel_(new QLabel(tr("Random numbers"), this))
    , pick_(new SegmentedSwitch(pickChoices(), this))
{
    pickLabel_->setBuddy(pick_);
    list_->setSpacing(6);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(list_);
    layout->addWidget(add_, 0, Qt::AlignLeft);
    layout->addSpacing(4);
    layout->addWidget(pickLabel_);
    layout->addWidget(pick_);

    add_->setText(tr("Add a stage"));
    add_->setToolTip(tr("Puts another stage into the chain."));
    add_->setPopupMode(QToolButton::InstantPopup);
    add_->setMenu(menu_);
    menu_->setToolTipsVisible(true);
    connect(menu_, &QMenu::aboutToShow, this, &ChainPanel::fillMenu);
    connect(menu_, &QMenu::triggered, this, [this](const QAction* action) {
        addStage(static_cast<StageKind>(action->data().toInt()));
    });
    connect(pick_, &SegmentedSwitch::picked, this, [this](int value) {
        chain_.pick = static_cast<Pick>(value);
        say();
    });
    rebuild();
}

void ChainPanel::setChain(const SamplerChain& chain)
{
    chain_ = chain;
    pick_->setValue(static_cast<int>(chain.pick));
    if (!sameKinds(chain, cards_))
        return rebuild();
    for (std::size_t i = 0; i < cards_.size(); ++i)
        cards_[i]->setStage(chain.stages[i]);
}

void ChainPanel::setVocabularySize(int size)
{
    vocabularySize_ = size;
    for (auto* card : cards_)
        card->setVocabularySize(size);
}

void ChainPanel::setInARow(bool inARow)
{
    list_->setDirection(inARow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    for (auto* more : std::initializer_list<QWidget*>{add_, pickLabel_, pick_})
        more->setVisible(!inARow);
}

void ChainPanel::setLeft(const std::vector<StageLeft>& left)
{
    for (std::size_t i = 0; i < cards_.size(); ++i)
        cards_[i]->setLeft(i < left.size() ? std::optional(left[i]) : std::nullopt);
}

// Cards of stages that stay are kept, so that one that is moved keeps the mouse and the keyboard.
void ChainPanel::rebuild()
{
    auto before = std::exchange(cards_, {});
    for (const auto& stage : chain_.stages) {
        const auto known = std::ranges::find(
            before, stage.kind, [](const StageCard* card) { return card->stage().kind; });
        if (known != before.end()) {
            cards_.push_back(*known);
            cards_.back()->setStage(stage);
            before.erase(known);
            continue;
        }
        auto* card = new StageCard(stage, vocabularySize_, this);
        cards_.push_back(card);
        const auto kind = stage.kind;
        connect(card, &StageCard::stageChanged, this, [this, kind](const Stage& changed) {
            chain_.stages[placeOf(kind)] = changed;
            say();
        });
        connect(card, &StageCard::held, this, &ChainPanel::held);
        for (const auto* slider : card->sliders())
            connect(slider, &SliderBox::lookedAtChanged, this, &ChainPanel::lookedAtChanged);
        connect(card, &StageCard::removeRequested, this, [this, kind] { removeStage(kind); });
        connect(card, &StageCard::moveRequested, this, [this, kind](int places) {
            const auto place = static_cast<int>(placeOf(kind)) + places;
            if (place >= 0 && place < static_cast<int>(chain_.stages.size()))
                moveTo(kind, static_cast<std::size_t>(place));
        });
        connect(card, &StageCard::dragged, this,
                [this, card](const QPoint& global) { drag(card, global); });
        connect(card, &StageCard::hovered, this, [this, kind](bool isHovered) {
            emit stageHovered(isHovered ? std::optional(kind) : std::nullopt);
        });
    }
    for (auto* card : before) {
        card->disconnect(this); // what is half typed into it counts no more
        card->hide();
        card->deleteLater();
    }
    if (!before.empty())
        emit stageHovered(std::nullopt);
    QWidget* last = nullptr;
    for (auto* card : cards_) {
        list_->removeWidget(card);
        list_->addWidget(card);
        if (last)
            setTabOrder(last, card);
        last = card->sliders().back();
        card->show();
    }
}

void ChainPanel::say()
{
    emit chainChanged(chain_);
}

// With what each does, so that the list explains itself.
void ChainPanel::fillMenu()
{
    menu_->clear();
    for (const auto& description : stageDescriptions()) {
        if (chain_.find(description.kind))
            continue;
        auto* action = menu_->addAction(stageName(description.kind));
        action->setData(static_cast<int>(description.kind));
        action->setToolTip(wrappedToolTip(stageExplanation(description.kind), menu_->font()));
        action->setStatusTip(stageExplanation(description.kind));
    }
}

void ChainPanel::addStage(StageKind kind)
{
    chain_.put(newStage(kind));
    rebuild();
    cards_[placeOf(kind)]->setFocus(Qt::OtherFocusReason);
    say();
}

void ChainPanel::removeStage(StageKind kind)
{
    const auto place = placeOf(kind);
    const bool hadFocus = cards_[place]->hasFocus();
    chain_.stages.erase(chain_.stages.begin() + static_cast<std::ptrdiff_t>(place));
    rebuild();
    if (hadFocus && !cards_.empty())
        cards_[std::min(place, cards_.size() - 1)]->setFocus(Qt::OtherFocusReason);
    say();
}

// Only where the chain can be used: penalties stay before the others.
void ChainPanel::moveTo(StageKind kind, std::size_t place)
{
    auto moved = chain_;
    const auto from = placeOf(kind);
    const auto stage = moved.stages[from];
    moved.stages.erase(moved.stages.begin() + static_cast<std::ptrdiff_t>(from));
    moved.stages.insert(moved.stages.begin() + static_cast<std::ptrdiff_t>(place), stage);
    if (from == place || findError(moved))
        return;
    chain_ = std::move(moved);
    rebuild();
    say();
}

// The card goes to where the mouse is past the middle of another.
void ChainPanel::drag(StageCard* card, const QPoint& global)
{
    const auto mouse = mapFromGlobal(global);
    const bool inARow = list_->direction() == QBoxLayout::LeftToRight;
    std::size_t place = 0;
    for (const auto* other : cards_) {
        const auto middle = other->geometry().center();
        if (other != card && (inARow ? mouse.x() > middle.x() : mouse.y() > middle.y()))
            ++place;
    }
    moveTo(card->stage().kind, place);
    list_->activate();
}

std::size_t ChainPanel::placeOf(StageKind kind) const
{
    return static_cast<std::size_t>(std::ranges::find(chain_.stages, kind, &Stage::kind) -
                                    chain_.stages.begin());
}

} // namespace logitscope
