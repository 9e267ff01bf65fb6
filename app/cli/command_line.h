// The program's options and sub-commands. CLI11 does the work, and this is the one place that
// includes it: its headers take ten seconds to compile, wherever they are.
#pragma once

#include "app/cli/command_description.h"
#include "core/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI
{

class App;
class Option;

} // namespace CLI

namespace logitscope
{

/// The fixed sets of values that options have. CLI11 has no place for them where no check belongs
/// to them.
using OptionValues = std::map<const CLI::Option*, std::vector<std::string>>;

/// What can be said of an option that a command has.
class Option
{
public:
    Option(CLI::Option* option, OptionValues* values) : option_(option), values_(values) {}

    Option& required();
    /// An empty value is refused: --model "$UNSET" would open the bundled model.
    Option& notEmpty();
    /// What --help names as the default, where the value itself doesn't tell.
    Option& defaultText(const std::string& text);
    /// Read from this environment variable where the option isn't there.
    Option& environment(const std::string& variable);
    Option& excludes(const std::string& other);
    Option& needs(const std::string& other);
    /// What a shell offers as the value. Nothing is checked by it.
    Option& values(std::vector<std::string> values);

private:
    CLI::Option* option_;  // owned by the command
    OptionValues* values_; // owned by the CommandLine
};

/// A sub-command, or the program where there is none. Each kind of option checks what it is given;
/// a value that is not std::optional is shown as the default in --help.
class Command
{
public:
    /// Null until a command is added, as in a member that addTo() fills.
    Command() = default;

    Command(CLI::App* app, OptionValues* values) : app_(app), values_(values) {}

    Command addCommand(const std::string& name, const std::string& help) const;
    /// Whether it is what the command line asks for.
    bool chosen() const;

    /// `type` stands for the value in --help: --text TEXT.
    Option addText(const std::string& name, std::string& value, const std::string& type,
                   const std::string& help) const;
    Option addText(const std::string& name, std::optional<std::string>& value,
                   const std::string& type, const std::string& help) const;
    /// An option that may be repeated.
    Option addTexts(const std::string& name, std::vector<std::string>& values,
                    const std::string& type, const std::string& help) const;
    Option addWholeNumber(const std::string& name, int& value, const std::string& help) const;
    Option addWholeNumber(const std::string& name, std::optional<int>& value,
                          const std::string& type, const std::string& help) const;
    Option addNumber(const std::string& name, std::optional<double>& value, const std::string& type,
                     const std::string& help) const;
    Option addSeed(const std::string& name, std::uint64_t& value, const std::string& help) const;
    Option addSeed(const std::string& name, std::optional<std::uint64_t>& value,
                   const std::string& help) const;
    Option addFlag(const std::string& name, bool& value, const std::string& help) const;

private:
    CLI::App* app_ = nullptr; // both are owned by the CommandLine
    OptionValues* values_ = nullptr;
};

/// The whole of it: sub-commands are added to program(), then parse() reads what was typed.
class CommandLine
{
public:
    CommandLine(const std::string& name, const std::string& description,
                const std::string& version);
    ~CommandLine();

    Command program() { return Command(app_.get(), &values_); }

    /// Without a sub-command --help is what a person gets, unless this allows it.
    void allowNoCommand();

    /// The exit code where the program is done, since --help or --version was answered; nothing
    /// where it goes on. A mistake is an error.
    Result<std::optional<int>> parse(int argc, const char* const* argv);

    /// All that was added, in its order.
    CommandDescription description() const;

private:
    std::unique_ptr<CLI::App> app_;
    OptionValues values_;
};

} // namespace logitscope
