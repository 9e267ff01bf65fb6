// What completes a command line after Tab: commands, options, values where they are a fixed set,
// names of files where the option's type is FILE, of folders where it is MODEL.
#pragma once

#include "app/cli/command_description.h"

#include <string>

namespace logitscope
{

// Each is the text of one file, as the shell loads it.
std::string bashCompletion(const CommandDescription& program);
std::string zshCompletion(const CommandDescription& program);
std::string fishCompletion(const CommandDescription& program);

} // namespace logitscope
