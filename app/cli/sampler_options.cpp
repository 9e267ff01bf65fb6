#include "app/cli/sampler_options.h"

#include "app/cli/option_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace logitscope
{

namespace
{

// People write a space behind a comma.
std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

} // namespace

void SamplerOptions::addTo(CLI::App& command)
{
    command.add_option("--strategy", strategy_, "One of the nine: " + strategyNames())
        ->type_name("NAME")
        ->check(findEmptyValue);
    command
        .add_option("--temperature", temperature_,
                    "0 or more; below 1 favours likely tokens, 0 always takes the likeliest")
        ->type_name("T")
        ->check(findNumberError);
    command.add_option("--top-k", topK_, "Keep the K most likely tokens; 0 is off")
        ->type_name("K")
        ->check(findWholeNumberError);
    command
        .add_option("--top-p", topP_,
                    "Keep the smallest set of likely tokens that together reach P, 0 to 1; 1 is "
                    "off")
        ->type_name("P")
        ->check(findNumberError);
    command
        .add_option("--order", order_,
                    "filter-first: top-k, top-p, then temperature; temperature-first: "
                    "temperature, then top-k, top-p")
        ->type_name("ORDER")
        ->check(findEmptyValue);
}

Result<SamplerSettings> SamplerOptions::settings(const SamplerSettings& base) const
{
    auto settings = base;
    if (strategy_) {
        const auto* strategy = findStrategy(*strategy_);
        if (!strategy)
            return fail(
                fmt::format("--strategy is {}, expected one of {}", *strategy_, strategyNames()));
        settings = strategy->settings;
    }
    if (order_) {
        const auto order = filterOrderNamed(*order_);
        if (!order)
            return fail(
                fmt::format("--order is {}, expected filter-first or temperature-first", *order_));
        settings.order = *order;
    }
    settings.temperature = temperature_.value_or(settings.temperature);
    settings.topK = topK_.value_or(settings.topK);
    settings.topP = topP_.value_or(settings.topP);
    if (const auto error = findError(settings))
        return tl::unexpected(*error);
    return settings;
}

Result<std::vector<Strategy>> strategiesNamed(const std::string& names)
{
    if (names == "all")
        return std::vector<Strategy>(strategies().begin(), strategies().end());

    std::vector<Strategy> named;
    std::string_view rest = names;
    for (bool more = true; more;) {
        const auto comma = rest.find(',');
        const auto name = trimmed(rest.substr(0, comma));
        const auto* strategy = findStrategy(name);
        if (!strategy)
            return fail(fmt::format("--strategies has \"{}\", expected all, or names with a comma "
                                    "between, of {}",
                                    name, strategyNames()));
        if (std::ranges::find(named, strategy->name, &Strategy::name) != named.end())
            return fail(
                fmt::format("--strategies has {} twice; --repeats runs each several times", name));
        named.push_back(*strategy);
        more = comma != std::string_view::npos;
        rest.remove_prefix(more ? comma + 1 : rest.size());
    }
    return named;
}

void addStopOption(CLI::App& command, std::vector<std::string>& stop)
{
    command
        .add_option("--stop", stop,
                    "End with the token that completes this text, which stays; may be there "
                    "several times")
        ->type_name("TEXT")
        ->check(findEmptyValue)
        ->allow_extra_args(false);
}

} // namespace logitscope
