// The selected step under two chains: the present one, B, beside another, A, to choose from. The
// order of the filters is what it shows at first.
#pragma once

#include "core/run/step_input.h"
#include "core/sampling/chain_difference.h"
#include "core/sampling/sampler_chain.h"
#include "widgets/chart/chart_rows.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QComboBox;
class QPushButton;

namespace logitscope
{

class ButterflyPlot;
class ElidedLabel;
class LegendWidget;
class SegmentedSwitch;

class TwoChains : public QWidget
{
    Q_OBJECT

public:
    explicit TwoChains(QWidget* parent = nullptr);

    // A step that was shaped by `present`. `sampledAt` is what it was sampled at, if it was.
    void setStep(std::shared_ptr<const ShapedStep> step, const SamplerChain& present,
                 const StepInput& input, std::optional<SamplerChain> sampledAt,
                 const BytesOf& bytesOf);
    void clear();

    // For a room: without what sorts the rows.
    void setPresenting(bool presenting);

    // What A is: "other-order", "sampled-at", "pinned", or the name of a preset. An unknown one
    // changes nothing.
    std::string other() const;
    void setOther(const std::string& name);

    const std::optional<SamplerChain>& pinned() const { return pinned_; }

    void setPinned(std::optional<SamplerChain> chain);

    bool isByDifference() const;
    void setByDifference(bool isByDifference);

    // The chain A; nothing where it is the pinned one and none is, or what the step was sampled at
    // and it wasn't.
    std::optional<SamplerChain> chainA() const;

    // Nothing where there is no step or no chain A.
    const std::optional<ChainDifference>& difference() const { return difference_; }

    QComboBox* chooser() const { return chooser_; }

    QPushButton* pinButton() const { return pin_; }

    SegmentedSwitch* sortSwitch() const { return sort_; }

    ButterflyPlot* plot() const { return plot_; }

    // What is said above the chart.
    ElidedLabel* textA() const { return textA_; }

    ElidedLabel* textB() const { return textB_; }

    ElidedLabel* summary() const { return summary_; }

    ElidedLabel* picks() const { return picks_; }

private:
    struct Shown
    {
        std::shared_ptr<const ShapedStep> step;
        SamplerChain present;
        StepInput input;
        std::optional<SamplerChain> sampledAt;
        BytesOf bytesOf;
    };

    void makeLayout();
    void fillChooser();
    void compare();
    void showRows();
    void showTexts();
    void showWhyNot();

    std::optional<Shown> shown_;
    std::optional<double> step_; // of which the axis is: its model entropy tells it from others
    std::optional<SamplerChain> pinned_;
    std::shared_ptr<const ShapedStep> a_;
    std::optional<ChainDifference> difference_;
    QComboBox* chooser_;
    QPushButton* pin_;
    SegmentedSwitch* sort_;
    ElidedLabel* textA_;
    ElidedLabel* textB_;
    ElidedLabel* summary_;
    ElidedLabel* picks_;
    ButterflyPlot* plot_;
    LegendWidget* legend_;
};

} // namespace logitscope
