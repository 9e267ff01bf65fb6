// What the three shells' completions are made of.
#pragma once

#include "app/cli/command_description.h"

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// What a shell offers as an option's value.
enum class Offer
{
    Nothing, // a number, a text
    Values,
    Files,
    Folders,
};

Offer offerOf(const OptionDescription& option);

// Whether a command takes the name of a file without an option before it.
bool takesFile(const CommandDescription& command);

// Shells show one line beside an option: what comes before the first semicolon.
std::string briefHelp(const OptionDescription& option);

// With a space between.
std::string words(const std::vector<std::string>& list);

// With a backslash before each of the special characters.
std::string withEscapes(std::string_view text, std::string_view special);

// For bash and zsh, where nothing has a meaning between single quotes but themselves.
std::string inQuotes(std::string_view text);

} // namespace logitscope
