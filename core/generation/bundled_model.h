// The model that comes with the program.
#pragma once

#include <filesystem>

namespace logitscope
{

// <prefix>/share/logitscope/models/starter beside an installed program, the source tree's
// resources/models/starter beside one that was only built.
std::filesystem::path bundledModelFolder();

} // namespace logitscope
