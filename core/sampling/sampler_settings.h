// What the sliders say: how one step's logits become the distribution that the die falls on.
#pragma once

#include "core/result.h"
#include "core/sampling/filter_order.h"

#include <optional>

namespace logitscope
{

struct SamplerSettings
{
    double temperature = 1.0; // >= 0; 0 is argmax
    int topK = 0;             // keeps exactly k tokens; 0, or more than the vocabulary, is off
    double topP = 1.0;        // 0 to 1; 1 is off, 0 keeps one token
    FilterOrder order = FilterOrder::FilterThenTemperature;

    friend bool operator==(const SamplerSettings&, const SamplerSettings&) = default;
};

// The sentence that says which value is out of range, or nothing when all are usable.
std::optional<Error> findError(const SamplerSettings& settings);

} // namespace logitscope
