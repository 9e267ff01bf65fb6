// A step as the window keeps it: with the logits that chose it, so that the sliders can reshape it
// later without asking the model.
#pragma once

#include "core/run/step.h"

#include <vector>

namespace logitscope
{

struct StepRecord
{
    Step step;
    std::vector<float> logits; // by token; step.coverage is theirs, too
};

} // namespace logitscope
