// Manual pages, as man(1) shows them: one of the program, one of each command.
#pragma once

#include "app/cli/command_description.h"

#include <string>

namespace logitscope
{

// "logitscope", "logitscope-sample": a page's name, and its file's without ".1".
std::string manPageName(const CommandDescription& program, const CommandDescription& command);

// In roff with the macros of man(7). `command` is one of the program's, or the program itself.
std::string manPage(const CommandDescription& program, const CommandDescription& command,
                    const std::string& version);

// A command's help in few words: what comes before the first semicolon, colon or full stop.
std::string summaryOf(const CommandDescription& command);

} // namespace logitscope
