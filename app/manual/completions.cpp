#include "app/manual/completions.h"

#include "app/manual/man_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace logitscope
{

namespace
{

std::string words(const std::vector<std::string>& list)
{
    return fmt::to_string(fmt::join(list, " "));
}

enum class Offer
{
    Nothing, // a number, a text
    Values,
    Files,
    Folders,
};

Offer offerOf(const OptionDescription& option)
{
    if (!option.values.empty())
        return Offer::Values;
    const auto& type = option.positional ? option.names.front() : option.type;
    if (type == "FILE")
        return Offer::Files;
    return type == "DIR" ? Offer::Folders : Offer::Nothing;
}

// Shells show one line beside an option: what comes before the first semicolon.
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

// For bash and zsh, where nothing has a meaning between single quotes but themselves.
std::string inQuotes(std::string_view text)
{
    std::string inside;
    for (const char letter : text)
        inside += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return '\'' + inside + '\'';
}

std::string quotedForFish(std::string_view text)
{
    return '\'' + withEscapes(text, "\\'") + '\'';
}

std::vector<std::string> optionNames(const CommandDescription& command)
{
    std::vector<std::string> names;
    for (const auto& option : command.options)
        if (!option.positional)
            names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
}

std::vector<std::string> commandNames(const CommandDescription& program)
{
    std::vector<std::string> names;
    for (const auto& command : program.commands)
        names.push_back(command.name);
    return names;
}

// The function call that offers its values in bash; empty where there is nothing to offer.
std::string bashOffer(const OptionDescription& option)
{
    switch (offerOf(option)) {
    case Offer::Values:
        return "_logitscope_words " + inQuotes(words(option.values));
    case Offer::Files:
        return "_logitscope_files -f";
    case Offer::Folders:
        return "_logitscope_files -d";
    case Offer::Nothing:
        break;
    }
    return {};
}

// A case of $command in bash: its options, and what completes a word that is none.
std::string bashCommandCase(const std::string& name, const CommandDescription& command)
{
    auto lines =
        fmt::format("    {})\n        options={}\n", name, inQuotes(words(optionNames(command))));
    for (const auto& option : command.options)
        if (const auto offered = bashOffer(option); option.positional && !offered.empty())
            lines += fmt::format("        [[ $cur == -* ]] || {}\n", offered);
    return lines + "        ;;\n";
}

bool takesFile(const CommandDescription& command)
{
    return std::ranges::any_of(command.options, [](const OptionDescription& option) {
        return option.positional && offerOf(option) == Offer::Files;
    });
}

// The cases of "COMMAND,OPTION" in bash; the program's own have an empty COMMAND.
std::string bashValueCases(const std::string& command, const std::vector<OptionDescription>& all)
{
    std::string cases;
    for (const auto& option : all) {
        if (option.positional || !option.takesValue())
            continue;
        std::vector<std::string> patterns;
        for (const auto& name : option.names)
            patterns.push_back(command + ',' + name);
        auto offered = bashOffer(option);
        if (!offered.empty())
            offered += "; ";
        cases += fmt::format("    {}) {}return ;;\n", fmt::join(patterns, " | "), offered);
    }
    return cases;
}

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
    if (option.positional)
        return inQuotes(fmt::format("{}{}:{}", option.required ? ":" : "::", option.names.front(),
                                    zshAction(option)));
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

std::string bashCompletion(const CommandDescription& program)
{
    std::string values = bashValueCases("", program.options);
    std::string commands = bashCommandCase("''", program);
    for (const auto& command : program.commands) {
        values += bashValueCases(command.name, command.options);
        commands += bashCommandCase(command.name, command);
    }
    return fmt::format(
        R"(# What Tab completes in bash after logitscope. Written by the build, as --help is.

_logitscope_words() {{
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}}

_logitscope_files() {{
    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
    compopt -o filenames 2>/dev/null || : # fails outside a completion
}}

_logitscope() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}
    local command='' options=''
    COMPREPLY=()
    # bash takes --device=cpu for three words.
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ $prev == '=' ]]; then
        prev=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    ((COMP_CWORD > 1)) && case ${{COMP_WORDS[1]}} in
    {0}) command=${{COMP_WORDS[1]}} ;;
    esac
    case $command,$prev in
{1}    esac
    case $command in
{2}    esac
    if [[ $cur == -* ]]; then
        _logitscope_words "$options"
    elif ((COMP_CWORD == 1)); then
        local found=("${{COMPREPLY[@]}}")
        _logitscope_words {3}
        COMPREPLY+=("${{found[@]}}")
    fi
}}

complete -F _logitscope logitscope
)",
        fmt::join(commandNames(program), " | "), values, commands,
        inQuotes(words(commandNames(program))));
}

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
