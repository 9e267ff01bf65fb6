// The nine strategies by their names on a command line.
#pragma once

#include "core/result.h"
#include "core/sampling/strategy.h"

#include <string>
#include <vector>

namespace logitscope
{

// "greedy, low_temp, …"
std::string strategyNames();

// What --strategies says: "all", or names with a comma between, each once.
Result<std::vector<Strategy>> strategiesNamed(const std::string& names);

} // namespace logitscope
