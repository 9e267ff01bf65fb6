// The sampler chain as a list of cards, one a stage, in the order in which they work: to be dragged
// into another order, switched on and off, turned, taken out, and added to.
#pragma once

#include "core/sampling/sampler_chain.h"
#include "widgets/control/stage_card.h"

#include <QWidget>

#include <optional>
#include <vector>

class QBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace logitscope
{

class SegmentedSwitch;

class ChainPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ChainPanel(QWidget* parent = nullptr);

    const SamplerChain& chain() const { return chain_; }

    void setChain(const SamplerChain& chain); // says nothing
    void setVocabularySize(int size);

    // The cards beside each other, and no more than them: below a page that a room looks at.
    void setInARow(bool inARow);

    // What the stages left of the step that is shown, in the chain's order; none: no step is.
    void setLeft(const std::vector<StageLeft>& left);

    const std::vector<StageCard*>& cards() const { return cards_; }

    QToolButton* adder() const { return add_; }

    SegmentedSwitch* pick() const { return pick_; }

signals:
    void chainChanged(const logitscope::SamplerChain& chain); // by the user, at every tick
    void held(bool isHeld);                                   // a slider, by the mouse
    void stageHovered(std::optional<logitscope::StageKind> kind);
    void lookedAtChanged(); // of a card's slider

private:
    void rebuild();
    void say();
    void fillMenu();
    void addStage(StageKind kind);
    void removeStage(StageKind kind);
    void moveTo(StageKind kind, std::size_t place);
    void drag(StageCard* card, const QPoint& global);
    std::size_t placeOf(StageKind kind) const;

    SamplerChain chain_;
    int vocabularySize_ = 50257;
    std::vector<StageCard*> cards_;
    QBoxLayout* list_;
    QToolButton* add_;
    QMenu* menu_;
    QLabel* pickLabel_;
    SegmentedSwitch* pick_;
};

} // namespace logitscope
