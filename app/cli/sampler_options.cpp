#include "app/cli/sampler_options.h"

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

void SamplerOptions::addTo(const Command& command)
{
    command.addText("--strategy", strategy_, "NAME", "One of " + strategyNames()).notEmpty();
    command.addNumber("--temperature", temperature_, "T",
                      "0 or more; below 1 favours likely tokens, 0 always takes the likeliest");
    command.addWholeNumber("--top-k", topK_, "K", "Keep the K most likely tokens; 0 is off");
    command.addNumber("--top-p", topP_, "P",
                      "Keep the smallest set of likely tokens that together reach P, 0 to 1; 1 is "
                      "off");
    command
        .addText("--order", order_, "ORDER",
                 "filter-first: top-k, top-p, then temperature; temperature-first: "
                 "temperature, then top-k, top-p")
        .notEmpty();
}

Result<SamplerSettings> SamplerOptions::settings(const SamplerSettings& base) const
{
    auto settings = base;
    if (strategy_) {
        const auto* strategy = findStrategy(*strategy_);
        if (!strategy)
            return fail("--strategy is {}, expected one of {}", *strategy_, strategyNames());
        settings = strategy->settings;
    }
    if (order_) {
        const auto order = filterOrderNamed(*order_);
        if (!order)
            return fail("--order is {}, expected filter-first or temperature-first", *order_);
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
            return fail("--strategies has \"{}\", expected all, or names with a comma "
                        "between, of {}",
                        name, strategyNames());
        if (std::ranges::find(named, strategy->name, &Strategy::name) != named.end())
            return fail("--strategies has {} twice; --repeats runs each several times", name);
        named.push_back(*strategy);
        more = comma != std::string_view::npos;
        rest.remove_prefix(more ? comma + 1 : rest.size());
    }
    return named;
}

void addStopOption(const Command& command, std::vector<std::string>& stop)
{
    command
        .addTexts("--stop", stop, "TEXT",
                  "End with the token that completes this text, which stays; "
                  "repeatable")
        .notEmpty();
}

} // namespace logitscope
