// --stop, the same on every sub-command that continues a text.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace logitscope
{

void addStopOption(CLI::App& command, std::vector<std::string>& stop);

} // namespace logitscope
