#include "app/manual/completion_parts.h"
#include "app/manual/completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace logitscope
{

namespace
{

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
    mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -W "$1" -- "$cur")
}}

_logitscope_files() {{
    mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen "$1" -- "$cur")
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
        _logitscope_words {3}
    fi
}}

complete -F _logitscope logitscope
)",
        fmt::join(commandNames(program), " | "), values, commands,
        inQuotes(words(commandNames(program))));
}

} // namespace logitscope
