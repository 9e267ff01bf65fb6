// Where the pick flips: on the slider that somebody looks at, marks at the values from which on the
// random numbers of the step that is shown would sample another token.
#pragma once

#include "core/known_logits.h"
#include "core/run/step_input.h"
#include "core/sampling/flips.h"
#include "core/sampling/step_judge.h"
#include "widgets/control/sampler_panel.h"
#include "widgets/control/slider_box.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

class FlipMarks : public QObject
{
    Q_OBJECT

public:
    struct Step
    {
        KnownLogits logits;
        StepInput input;
        double u;
    };

    using StepSource = std::function<std::optional<Step>()>; // nothing: no step is to be turned
    using LabelOf = std::function<QString(TokenId)>;

    // The panel outlives this.
    FlipMarks(SamplerPanel& sampler, StepSource step, LabelOf label, QObject* parent = nullptr);

    // The step, its u, or the chain may be another.
    void follow();

    bool isLooking() const { return timer_.isActive(); }

private:
    struct Known // what all searches are for
    {
        std::vector<float> logits;
        StepInput input;
        double u;
        StepJudge judge; // picks again and again without ranking again
    };

    struct Search
    {
        SamplerChain others; // but for the parameter that is turned
        StageKind kind;
        std::size_t parameter;
        FlipSearch flips;
    };

    bool isKnown(const Step& step) const;
    Search& searchFor(const SamplerPanel::Slider& slider);
    void goOn();
    void show(const FlipSearch& flips);
    void clear();

    SamplerPanel& sampler_;
    StepSource step_;
    LabelOf label_;
    std::shared_ptr<Known> known_;
    std::list<Search> searches_; // the one for the present slider first
    QPointer<SliderBox> marked_;
    QTimer timer_;
};

} // namespace logitscope
