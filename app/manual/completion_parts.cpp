#include "app/manual/completion_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace logitscope
{

std::string words(const std::vector<std::string>& list)
{
    return fmt::to_string(fmt::join(list, " "));
}

Offer offerOf(const OptionDescription& option)
{
    if (!option.values.empty())
        return Offer::Values;
    const auto& type = option.positional ? option.names.front() : option.type;
    if (type == "FILE")
        return Offer::Files;
    return type == "MODEL" ? Offer::Folders : Offer::Nothing; // of --model
}

std::string briefHelp(const OptionDescription& option)
{
    return option.help.substr(0, option.help.find(';'));
}

std::string withEscapes(std::string_view text, std::string_view special)
{
    std::string escaped;
    for (const char letter : text) {
        if (special.find(letter) != special.npos)
            escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

std::string inQuotes(std::string_view text)
{
    std::string inside;
    for (const char letter : text)
        inside += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return '\'' + inside + '\'';
}

bool takesFile(const CommandDescription& command)
{
    return std::ranges::any_of(command.options, [](const OptionDescription& option) {
        return option.positional && offerOf(option) == Offer::Files;
    });
}

} // namespace logitscope
