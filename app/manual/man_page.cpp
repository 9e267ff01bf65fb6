#include "app/manual/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace logitscope
{

namespace
{

// A hyphen is one that can be pasted into a shell, and no line begins with a control character.
std::string roffText(std::string_view text)
{
    std::string roff;
    for (const char letter : text) {
        if ((letter == '.' || letter == '\'') && (roff.empty() || roff.back() == '\n'))
            roff += "\\&";
        if (letter == '\\')
            roff += "\\e";
        else if (letter == '-')
            roff += "\\-";
        else
            roff += letter;
    }
    return roff;
}

std::string bold(std::string_view text)
{
    return fmt::format("\\fB{}\\fR", roffText(text));
}

std::string inItalics(std::string_view text)
{
    return fmt::format("\\fI{}\\fR", roffText(text));
}

std::string listOf(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : ", ") + bold(name);
    return list;
}

// "--device DEVICE", "-h, --help", "FILE"
std::string headOf(const OptionDescription& option)
{
    if (option.positional)
        return inItalics(option.names.front());
    return listOf(option.names) + (option.type.empty() ? "" : ' ' + inItalics(option.type));
}

std::string sentence(std::string text)
{
    if (!text.empty() && text.back() != '.')
        text += '.';
    return roffText(text);
}

std::string pageOf(const OptionDescription& option)
{
    std::string page = fmt::format(".TP\n{}\n{}\n", headOf(option), sentence(option.help));
    if (!option.defaultText.empty())
        page += fmt::format("The default is {}.\n", bold(option.defaultText));
    if (!option.environment.empty())
        page += fmt::format("Without it the environment variable {} is read.\n",
                            bold(option.environment));
    if (!option.excludes.empty())
        page += fmt::format("Not together with {}.\n", listOf(option.excludes));
    if (!option.needs.empty())
        page += fmt::format("Only together with {}.\n", listOf(option.needs));
    return page;
}

std::string synopsisOf(const CommandDescription& program, const CommandDescription& command)
{
    const bool whole = &command == &program;
    std::string line = bold(program.name);
    if (!whole)
        line += ' ' + bold(command.name);
    for (const auto& option : command.options)
        if (option.required && !option.positional)
            line += ' ' + headOf(option);
    line += " [" + inItalics("OPTION") + "]...";
    for (const auto& option : command.options)
        if (option.positional) {
            line += option.required ? ' ' + headOf(option) : " [" + headOf(option) + ']';
            line += option.repeatable ? "..." : "";
        }
    if (whole)
        line += fmt::format("\n.br\n{} {} [{}]...", bold(program.name), inItalics("COMMAND"),
                            inItalics("OPTION"));
    return line;
}

std::string commandsOf(const CommandDescription& program)
{
    std::string list;
    for (const auto& command : program.commands)
        list += fmt::format(".TP\n{}\n{} See {}(1).\n", bold(command.name), sentence(command.help),
                            bold(manPageName(program, command)));
    return list;
}

std::string seeAlso(const CommandDescription& program, const CommandDescription& command)
{
    std::string list;
    const auto add = [&](const CommandDescription& other) {
        if (&other != &command)
            list += fmt::format("{}{}(1)", list.empty() ? "" : ",\n",
                                bold(manPageName(program, other)));
    };
    add(program);
    for (const auto& other : program.commands)
        add(other);
    return list + '\n';
}

} // namespace

std::string manPageName(const CommandDescription& program, const CommandDescription& command)
{
    return &command == &program ? program.name : program.name + '-' + command.name;
}

std::string summaryOf(const CommandDescription& command)
{
    std::string_view help = command.help;
    // "Logitscope: see how …"
    const auto named = std::ranges::equal(
        help.substr(0, command.name.size()), command.name,
        [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
    if (named && help.substr(command.name.size()).starts_with(": "))
        help.remove_prefix(command.name.size() + 2);
    for (const std::string_view end : {"\n", "; ", ": ", ". "})
        help = help.substr(0, help.find(end));
    if (help.ends_with('.'))
        help.remove_suffix(1);
    return std::string(help);
}

std::string manPage(const CommandDescription& program, const CommandDescription& command,
                    const std::string& version)
{
    const auto name = manPageName(program, command);
    std::string title = name;
    std::ranges::transform(title, title.begin(),
                           [](unsigned char letter) { return std::toupper(letter); });
    std::string page = fmt::format(".TH \"{}\" 1 \"\" \"Logitscope {}\" \"User Commands\"\n",
                                   roffText(title), roffText(version));
    page += fmt::format(".SH NAME\n{} \\- {}\n", roffText(name), roffText(summaryOf(command)));
    page += fmt::format(".SH SYNOPSIS\n{}\n", synopsisOf(program, command));
    page += fmt::format(".SH DESCRIPTION\n{}\n", sentence(command.help));
    if (!command.commands.empty())
        page += ".SH COMMANDS\n" + commandsOf(command);
    page += ".SH OPTIONS\n";
    for (const auto& option : command.options)
        page += pageOf(option);
    page += ".SH EXIT STATUS\n"
            ".TP\n0\nAll went well.\n"
            ".TP\n1\nA step failed, or a file can't be written.\n"
            ".TP\n2\nAn option can't be used, or what it names: a model, a prompt.\n"
            ".TP\n130\nIt was interrupted by Ctrl+C.\n";
    return page + ".SH SEE ALSO\n" + seeAlso(program, command);
}

} // namespace logitscope
