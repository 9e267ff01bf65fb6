#include "app/cli/command_line.h"

#include "app/cli/option_checks.h"
#include "app/cli/terminal.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace logitscope
{

namespace
{

// An option, and not its value; both stand among what nobody expected.
std::string firstUnknown(const std::string& reversed)
{
    std::istringstream words(reversed);
    std::string word;
    while (words >> word)
        if (word.starts_with('-'))
            return word;
    return word;
}

// One sentence: CLI11's own words where they are clear, ours where they are not.
Error errorOf(const CLI::ParseError& error)
{
    const std::string message = error.what();
    const auto colon = message.find(": ");
    const bool parted = colon != std::string::npos;

    // "--seed: is -1, expected …"
    if (parted && dynamic_cast<const CLI::ValidationError*>(&error) &&
        message.compare(colon, 5, ": is ") == 0)
        return {message.substr(0, colon) + message.substr(colon + 1)};

    // "--text: 1 required TEXT missing", "--seed: At Most 1 required but received 2"
    if (parted && dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
        const bool missing = message.find("missing") != std::string::npos;
        return {message.substr(0, colon) +
                (missing ? ": expected a value" : " is there more than once")};
    }

    // "The following arguments were not expected: 3 --bogus", the last of them first
    if (parted && dynamic_cast<const CLI::ExtrasError*>(&error))
        return {firstUnknown(message.substr(colon + 2)) +
                ": unknown here; --help lists what is known"};

    return {message};
}

using Check = std::string (*)(const std::string&);

std::vector<std::string> sortedNames(const std::set<CLI::Option*>& options)
{
    std::vector<std::string> names;
    for (const auto* option : options)
        names.push_back(option->get_name());
    std::ranges::sort(names); // the set is in the order of addresses
    return names;
}

OptionDescription describe(const CLI::Option& option, const OptionValues& values)
{
    OptionDescription described;
    described.positional = option.get_positional();
    if (described.positional)
        described.names.push_back(option.get_name(true));
    for (const auto& name : option.get_snames())
        described.names.push_back("-" + name);
    for (const auto& name : option.get_lnames())
        described.names.push_back("--" + name);
    // CLI11 gives a flag the type of what it sets.
    if (option.get_items_expected_max() > 0)
        described.type = option.get_type_name();
    described.help = option.get_description();
    described.defaultText = option.get_default_str();
    described.environment = option.get_envname();
    described.required = option.get_required();
    described.repeatable = option.get_items_expected_max() > 1;
    described.excludes = sortedNames(option.get_excludes());
    described.needs = sortedNames(option.get_needs());
    if (const auto found = values.find(&option); found != values.end())
        described.values = found->second;
    return described;
}

CommandDescription describe(const CLI::App& app, const OptionValues& values)
{
    CommandDescription described;
    described.name = app.get_name();
    described.help = app.get_description();
    for (const auto* option : app.get_options())
        described.options.push_back(describe(*option, values));
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        described.commands.push_back(describe(*command, values));
    return described;
}

template <class Value>
CLI::Option* add(CLI::App* app, const std::string& name, Value& value, const std::string& type,
                 const std::string& help, Check check = nullptr)
{
    auto* option = app->add_option(name, value, help)->type_name(type);
    return check ? option->check(check) : option;
}

template <class Value>
CLI::Option* addSeedTo(CLI::App* app, const std::string& name, Value& value,
                       const std::string& help)
{
    auto* option = add(app, name, value, "N", help, findSeedError);
    return option->transform(unsignedSeed, ""); // comes before the check
}

} // namespace

Option& Option::required()
{
    option_->required();
    return *this;
}

Option& Option::notEmpty()
{
    option_->check(findEmptyValue);
    return *this;
}

Option& Option::defaultText(const std::string& text)
{
    option_->default_str(text);
    return *this;
}

Option& Option::environment(const std::string& variable)
{
    option_->envname(variable);
    return *this;
}

Option& Option::excludes(const std::string& other)
{
    option_->excludes(other);
    return *this;
}

Option& Option::needs(const std::string& other)
{
    option_->needs(other);
    return *this;
}

Option& Option::values(std::vector<std::string> values)
{
    (*values_)[option_] = std::move(values);
    return *this;
}

Command Command::addCommand(const std::string& name, const std::string& help) const
{
    auto* command = app_->add_subcommand(name, help);
    command->set_version_flag("--version", app_->version());
    return Command(command, values_);
}

bool Command::chosen() const
{
    return app_->parsed();
}

Option Command::addText(const std::string& name, std::string& value, const std::string& type,
                        const std::string& help) const
{
    return Option(add(app_, name, value, type, help)->capture_default_str(), values_);
}

Option Command::addText(const std::string& name, std::optional<std::string>& value,
                        const std::string& type, const std::string& help) const
{
    return Option(add(app_, name, value, type, help), values_);
}

Option Command::addTexts(const std::string& name, std::vector<std::string>& values,
                         const std::string& type, const std::string& help) const
{
    // An option takes one text each time; files without an option before them are all taken.
    return Option(add(app_, name, values, type, help)->allow_extra_args(!name.starts_with("-")),
                  values_);
}

Option Command::addWholeNumber(const std::string& name, int& value, const std::string& help) const
{
    return Option(add(app_, name, value, "N", help, findWholeNumberError)->capture_default_str(),
                  values_);
}

Option Command::addWholeNumber(const std::string& name, std::optional<int>& value,
                               const std::string& type, const std::string& help) const
{
    return Option(add(app_, name, value, type, help, findWholeNumberError), values_);
}

Option Command::addNumber(const std::string& name, std::optional<double>& value,
                          const std::string& type, const std::string& help) const
{
    return Option(add(app_, name, value, type, help, findNumberError), values_);
}

Option Command::addSeed(const std::string& name, std::uint64_t& value,
                        const std::string& help) const
{
    return Option(addSeedTo(app_, name, value, help)->capture_default_str(), values_);
}

Option Command::addSeed(const std::string& name, std::optional<std::uint64_t>& value,
                        const std::string& help) const
{
    return Option(addSeedTo(app_, name, value, help), values_);
}

Option Command::addFlag(const std::string& name, bool& value, const std::string& help) const
{
    return Option(app_->add_flag(name, value, help), values_);
}

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& version)
    : app_(std::make_unique<CLI::App>(description, name))
{
    app_->set_version_flag("--version", version);
    app_->get_formatter()->column_width(30);
    app_->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

void CommandLine::allowNoCommand()
{
    app_->require_subcommand(0, 1);
}

Result<std::optional<int>> CommandLine::parse(int argc, const char* const* argv)
{
    try {
        app_->parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help and --version arrive here too
            std::ostringstream text;
            app_->exit(error, text, text);
            Output output;
            output.print(text.str());
            return std::optional(output.failed() ? complain(output.error(), ExitCode::failed)
                                                 : ExitCode::ok);
        }
        return tl::unexpected(errorOf(error));
    }
    for (const auto* command : app_->get_subcommands()) {
        for (const auto* option : app_->get_options()) {
            if (option->count() > 0)
                return fail("{} must come after the command {}", option->get_name(),
                            command->get_name());
        }
    }
    return std::optional<int>();
}

CommandDescription CommandLine::description() const
{
    return describe(*app_, values_);
}

} // namespace logitscope
