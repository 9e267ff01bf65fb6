#include "app/manual/completion_parts.h"
#include "app/manual/completions.h"
#include "app/manual/man_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace logitscope
{

namespace
{

std::string zshAction(const OptionDescription& option)
{
    switch (offerOf(option)) {
    case Offer::Values:
        return fmt::format("({})", fmt::join(option.values, " "));
    case Offer::Files:
        return "_files";
    case Offer::Folders:
        return "_files -/";
    case Offer::Nothing:
        break;
    }
    return {};
}

// One argument of zsh's _arguments.
std::string zshSpecification(const OptionDescription& option)
{
    if (option.positional) {
        const auto* how = option.repeatable ? "*:" : option.required ? ":" : "::";
        return inQuotes(fmt::format("{}{}:{}", how, option.names.front(), zshAction(option)));
    }
    const auto help = withEscapes(briefHelp(option), "\\[]:");
    // An option isn't offered beside itself, unless it can be repeated, nor beside what it
    // excludes.
    auto excluded = option.excludes;
    if (!option.repeatable)
        excluded.insert(excluded.end(), option.names.begin(), option.names.end());
    std::string lines;
    for (const auto& name : option.names) {
        auto line =
            excluded.empty() ? std::string() : fmt::format("({})", fmt::join(excluded, " "));
        line += option.repeatable ? "*" : "";
        line += name + (option.takesValue() && name.starts_with("--") ? "=" : "");
        line += fmt::format("[{}]", help);
        if (option.takesValue())
            line += fmt::format(":{}:{}", withEscapes(option.type, "\\:"), zshAction(option));
        lines += (lines.empty() ? "" : " \\\n        ") + inQuotes(line);
    }
    return lines;
}

std::string zshArguments(const CommandDescription& command)
{
    std::string lines = "_arguments";
    for (const auto& option : command.options)
        lines += " \\\n        " + zshSpecification(option);
    return lines;
}

} // namespace

std::string zshCompletion(const CommandDescription& program)
{
    std::string described;
    std::string cases;
    for (const auto& command : program.commands) {
        described += fmt::format("        {}\n",
                                 inQuotes(fmt::format("{}:{}", command.name, summaryOf(command))));
        cases +=
            fmt::format("    ({})\n        {}\n        ;;\n", command.name, zshArguments(command));
    }
    return fmt::format(R"(#compdef logitscope
# What Tab completes in zsh after logitscope. Written by the build, as --help is.

_logitscope() {{
    local -a commands
    commands=(
{0}    )
    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
        _describe -t commands command commands{1}
        return
    fi
    local command=$words[2]
    if (( CURRENT > 2 )) && (( ${{commands[(I)$command:*]}} )); then
        shift words
        (( CURRENT-- ))
    else
        command=''
    fi
    case $command in
{2}    (*)
        {3}
        ;;
    esac
}}

_logitscope "$@"
)",
                       described, takesFile(program) ? "\n        _files" : "", cases,
                       zshArguments(program));
}

} // namespace logitscope
