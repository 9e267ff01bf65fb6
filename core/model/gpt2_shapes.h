// The four sizes that GPT-2 was published in (Radford et al. 2019, table 2).
#pragma once

#include "core/model/gpt2_config.h"
#include "core/result.h"

#include <string_view>

namespace logitscope
{

// "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl".
Result<Gpt2Config> gpt2Shape(std::string_view name);

} // namespace logitscope
