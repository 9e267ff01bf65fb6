#include "app/cli/sampler_options.h"

#include "core/trimmed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace logitscope
{

namespace
{

// The explanation, and which values are usable.
std::string helpOf(const StageDescription& stage)
{
    std::string help(stage.explanation);
    help.pop_back(); // the full stop
    for (const auto& parameter : stage.parameters)
        help += stage.parameters.size() == 1
                    ? fmt::format("; {}", parameter.expected)
                    : fmt::format("; {}: {}", parameter.name, parameter.expected);
    return help;
}

// "THRESHOLD:CHANCE", "K"
std::string typeOf(const StageDescription& stage)
{
    std::string type;
    for (const auto& parameter : stage.parameters)
        type += fmt::format("{}{}", type.empty() ? "" : ":", parameter.name);
    if (stage.parameters.size() == 1)
        type = stage.symbol.size() == 1 ? stage.symbol : "X";
    std::ranges::transform(type, type.begin(), [](char letter) {
        return letter == ' ' ? '-' : static_cast<char>(std::toupper(letter));
    });
    return type;
}

Result<Stage> readStage(const StageDescription& description, const std::string& value)
{
    auto stage = parseStage(fmt::format("{}={}", description.key, value));
    const auto error = stage ? findError(*stage) : stage.error();
    if (error)
        return fail("--{}", error->message);
    return stage;
}

} // namespace

void SamplerOptions::addTo(const Command& command)
{
    command.addText("--strategy", strategy_, "NAME", "One of " + strategyNames())
        .notEmpty()
        .values(presetNames());
    command
        .addText("--chain", chain_, "STAGES",
                 "The sampler chain, stage by stage: top-k=40,top-p=0.9,temperature=0.8")
        .excludes("--strategy");
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const auto& stage = stageDescriptions()[i];
        command.addText(fmt::format("--{}", stage.key), stages_[i], typeOf(stage), helpOf(stage))
            .notEmpty();
    }
    command
        .addText("--order", order_, "ORDER",
                 "filter-first: temperature after the filters; temperature-first: before them")
        .notEmpty()
        .values({"filter-first", "temperature-first"});
    command
        .addText("--pick", pick_, "HOW",
                 "inverse: one random number a step picks among the probabilities laid end to end; "
                 "gumbel: one a token, the highest of logit and noise wins")
        .notEmpty()
        .values({"inverse", "gumbel"});
}

Result<SamplerChain> SamplerOptions::settings(const SamplerChain& base) const
{
    auto chain = base;
    if (strategy_) {
        const auto* strategy = findStrategy(*strategy_);
        if (!strategy)
            return fail("--strategy is {}, expected one of {}", *strategy_, strategyNames());
        chain = strategy->settings;
    }
    if (chain_) {
        auto parsed = parseChain(*chain_);
        if (!parsed)
            return fail("--chain: {}", parsed.error().message);
        chain = *std::move(parsed);
    }
    for (std::size_t i = 0; i < stages_.size(); ++i)
        if (stages_[i]) {
            const auto stage = readStage(stageDescriptions()[i], *stages_[i]);
            if (!stage)
                return tl::unexpected(stage.error());
            chain.put(*stage);
        }
    if (order_) {
        const auto order = filterOrderNamed(*order_);
        if (!order)
            return fail("--order is {}, expected filter-first or temperature-first", *order_);
        setOrder(chain, *order);
    }
    if (pick_) {
        const auto pick = pickNamed(*pick_);
        if (!pick)
            return fail("--pick is {}, expected inverse or gumbel", *pick_);
        chain.pick = *pick;
    }
    if (const auto error = findError(chain))
        return tl::unexpected(*error);
    return chain;
}

std::vector<std::string> presetNames()
{
    std::vector<std::string> names;
    for (const auto& preset : presets())
        names.push_back(preset.name);
    return names;
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
