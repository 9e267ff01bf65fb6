// What comes with the program: its model, its lessons.
#pragma once

#include <filesystem>
#include <string_view>

namespace logitscope
{

// <prefix>/share/logitscope/NAME beside an installed program, the source tree's resources/NAME
// beside one that was only built.
std::filesystem::path bundledFolder(std::string_view name);

std::filesystem::path bundledModelFolder();

} // namespace logitscope
