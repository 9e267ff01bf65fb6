// What a command line takes, as plain values: manual pages and completions are written from it, so
// that they have what --help has.
#pragma once

#include <string>
#include <vector>

namespace logitscope
{

struct OptionDescription
{
    std::vector<std::string> names; // "--seed"; of a word that needs no name before it, "FILE"
    std::string type;               // what stands for the value, "TEXT"; empty for a flag
    std::string help;
    std::string defaultText; // empty where there is none, or where the help says it
    std::string environment; // the variable that is read where the option isn't there, or empty
    bool positional = false;
    bool required = false;
    bool repeatable = false;
    std::vector<std::string> excludes; // names of others, sorted
    std::vector<std::string> needs;
    std::vector<std::string> values; // where they are a fixed set

    bool takesValue() const { return !type.empty() || positional; }
};

struct CommandDescription
{
    std::string name; // "sample"; of the program "logitscope"
    std::string help; // a sentence without a full stop, or several lines
    std::vector<OptionDescription> options;
    std::vector<CommandDescription> commands;
};

} // namespace logitscope
