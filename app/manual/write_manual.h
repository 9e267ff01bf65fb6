// Writes what the build makes of the program's commands and options: manual pages and completions.
#pragma once

#include "app/cli/command_description.h"
#include "core/result.h"

#include <filesystem>
#include <string>

namespace logitscope
{

// Into the folder, which is made: logitscope.1, logitscope-COMMAND.1 of each command,
// logitscope.bash, logitscope.zsh and logitscope.fish. The Error names the file that can't be
// written.
Result<void> writeManual(const CommandDescription& program, const std::string& version,
                         const std::filesystem::path& folder);

} // namespace logitscope
