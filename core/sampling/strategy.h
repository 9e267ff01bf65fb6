// The nine strategies: one table, whoever shows or takes one.
#pragma once

#include "core/sampling/sampler_settings.h"

#include <span>
#include <string>
#include <string_view>

namespace logitscope
{

struct Strategy
{
    std::string name;        // as on the command line: top_p_90
    std::string description; // one sentence for a newcomer
    SamplerSettings settings;
};

std::span<const Strategy> strategies();

std::string strategyNames(); // "greedy, low_temp, …"

// nullptr when there is none of that name.
const Strategy* findStrategy(std::string_view name);

// nullptr when the settings are none of the nine, that is, "custom". The order of the filters is
// not compared: a strategy is the same in either order.
const Strategy* findStrategy(const SamplerSettings& settings);

} // namespace logitscope
