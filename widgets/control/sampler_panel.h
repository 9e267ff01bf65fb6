// The sampler's controls: a strategy to start from; three sliders and the filter order, or the
// whole chain, stage by stage.
#pragma once

#include "core/sampling/sampler_chain.h"

#include <QWidget>

#include <cstddef>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QToolButton;

namespace logitscope
{

class ChainPanel;
class SegmentedSwitch;
class SliderBox;

class SamplerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SamplerPanel(QWidget* parent = nullptr);

    const SamplerChain& settings() const { return settings_; }

    void setSettings(const SamplerChain& settings); // says nothing

    // The three sliders and the filter order, side by side. The strategy is for the caller to
    // place, until it ends.
    void setPresenting(bool presenting);

    // The cards of the chain in place of the three sliders and the filter order.
    void setChainShown(bool isShown);
    bool isChainShown() const;

    // What of it there is: in a lesson a scene hides parts. Cards of the chain are there in a
    // room, too, and beside each other.
    enum class Stages
    {
        SlidersOrCards, // as somebody wants; in a room the sliders
        Sliders,
        Cards,
        None,
    };

    void setParts(bool hasStrategy, Stages stages);

    // Where top-k's slider ends.
    void setVocabularySize(int size);

    QComboBox* strategy() const { return strategy_; }

    SliderBox* temperature() const { return temperature_; }

    SliderBox* topK() const { return topK_; }

    SliderBox* topP() const { return topP_; }

    SegmentedSwitch* order() const { return order_; }

    ChainPanel* chain() const { return chain_; }

    QToolButton* chainButton() const { return chainButton_; }

    // The slider at which somebody's mouse is, or else the keyboard.
    struct Slider
    {
        SliderBox* box;
        StageKind kind;
        std::size_t parameter; // of the stage

        friend bool operator==(const Slider&, const Slider&) = default;
    };

    std::optional<Slider> lookedAt() const;

signals:
    void settingsChanged(const logitscope::SamplerChain& settings); // by the user, at every tick
    void held(bool isHeld);                                         // a slider, by the mouse
    void chainShown(bool isShown);                                  // or hidden, by the user
    void lookedAtChanged();                                         // another slider, or none

private:
    std::vector<Slider> sliders() const; // that are shown
    void arrange(bool presenting);
    void takeStrategy(int index);
    void showStrategy(); // the one that the present settings are, or "custom"
    void showChain();    // in all controls but the one that moved
    void settle();       // after any control moved

    SamplerChain settings_;
    bool isPresenting_ = false;
    bool hasStrategy_ = true;
    Stages stages_ = Stages::SlidersOrCards;
    QLabel* strategyLabel_;
    QComboBox* strategy_;
    SliderBox* temperature_;
    SliderBox* topK_;
    SliderBox* topP_;
    QLabel* orderLabel_;
    SegmentedSwitch* order_;
    QToolButton* chainButton_;
    ChainPanel* chain_;
};

} // namespace logitscope
