// Settings in the field's notation: "T 0.8 · k 40 · p 0.9".
#pragma once

#include "core/sampling/sampler_settings.h"

#include <string>

namespace logitscope
{

// Filters that are off are left out; temperature first is said, since filter first is the rule
// here.
std::string settingsText(const SamplerSettings& settings);

} // namespace logitscope
