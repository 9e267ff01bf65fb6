// How a slider's travel maps to a value: straight for most, logarithmic for top-k, finer towards 1
// for parts of all probability, finer towards 0 for small probabilities.
#pragma once

#include "core/sampling/stage.h"

#include <functional>

namespace logitscope
{

// `travel` runs from 0 (left) to 1 (right).
struct SliderScale
{
    std::function<double(double travel)> valueAt;
    std::function<double(double value)> travelOf; // clamped to [0, 1]
};

// 1 to the vocabulary, equal ratios at equal distances; from 100 on in two digits. The right end
// keeps everything: it is 0, off.
SliderScale topKScale(int vocabularySize);

// 1 - (1 - travel)^2 in hundredths, above 0.99 in thousandths: half of the travel is for 0.75 to
// 1.
SliderScale topPScale();

// Of any parameter of a sampler's stage: one of these, or straight.
SliderScale scaleOf(StageKind kind, const StageParameter& parameter, int vocabularySize);

} // namespace logitscope
