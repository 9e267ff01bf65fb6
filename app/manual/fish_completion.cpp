#include "app/manual/completion_parts.h"
#include "app/manual/completions.h"
#include "app/manual/man_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace logitscope
{

namespace
{

std::string quotedForFish(std::string_view text)
{
    return '\'' + withEscapes(text, "\\'") + '\'';
}

std::string fishOptions(const CommandDescription& command, const std::string& condition)
{
    std::string lines;
    for (const auto& option : command.options) {
        std::string line = fmt::format("complete -c logitscope -n {}", quotedForFish(condition));
        if (option.positional) {
            if (offerOf(option) == Offer::Files)
                lines += line + " -F\n";
            else if (offerOf(option) == Offer::Values)
                lines += line + " -a " + quotedForFish(words(option.values)) + '\n';
            continue;
        }
        for (const auto& name : option.names)
            line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        if (option.takesValue()) {
            switch (offerOf(option)) {
            case Offer::Values:
                line += fmt::format(" -x -a {}", quotedForFish(words(option.values)));
                break;
            case Offer::Files:
                line += " -r -F";
                break;
            case Offer::Folders:
                line += " -x -a '(__fish_complete_directories)'";
                break;
            case Offer::Nothing:
                line += " -x";
                break;
            }
        }
        lines += line + " -d " + quotedForFish(briefHelp(option)) + '\n';
    }
    return lines;
}

} // namespace

std::string fishCompletion(const CommandDescription& program)
{
    std::string lines =
        "# What Tab completes in fish after logitscope. Written by the build, as --help is.\n"
        "complete -c logitscope -f\n";
    for (const auto& command : program.commands)
        lines += fmt::format("complete -c logitscope -n __fish_use_subcommand -a {} -d {}\n",
                             command.name, quotedForFish(summaryOf(command)));
    lines += fishOptions(program, "__fish_use_subcommand");
    for (const auto& command : program.commands)
        lines += fishOptions(command, "__fish_seen_subcommand_from " + command.name);
    return lines;
}

} // namespace logitscope
