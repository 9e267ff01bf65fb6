// The sampler's controls: a strategy to start from, three sliders, the order of the filters.
#pragma once

#include "core/sampling/sampler_settings.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace logitscope
{

class SegmentedSwitch;
class SliderBox;

class SamplerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SamplerPanel(QWidget* parent = nullptr);

    SamplerSettings settings() const;
    void setSettings(const SamplerSettings& settings); // says nothing

    // The three sliders and the filter order, side by side. The strategy is for the caller to
    // place, until it ends.
    void setPresenting(bool presenting);

    // Where top-k's slider ends.
    void setVocabularySize(int size);

    QComboBox* strategy() const { return strategy_; }

    SliderBox* temperature() const { return temperature_; }

    SliderBox* topK() const { return topK_; }

    SliderBox* topP() const { return topP_; }

    SegmentedSwitch* order() const { return order_; }

signals:
    void settingsChanged(const logitscope::SamplerSettings& settings); // by the user, at every tick
    void held(bool isHeld);                                            // a slider, by the mouse

private:
    void arrange(bool presenting);
    void takeStrategy(int index);
    void showStrategy(); // the one that the present settings are, or "custom"
    void settle();       // after any control moved

    QLabel* strategyLabel_;
    QComboBox* strategy_;
    SliderBox* temperature_;
    SliderBox* topK_;
    SliderBox* topP_;
    QLabel* orderLabel_;
    SegmentedSwitch* order_;
};

} // namespace logitscope
