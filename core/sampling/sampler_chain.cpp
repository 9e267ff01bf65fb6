#include "core/sampling/sampler_chain.h"

#include "core/trimmed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <iterator>

namespace logitscope
{

namespace
{

std::string asText(double value)
{
    return std::isnan(value) ? "NaN" : fmt::format("{}", value);
}

// Where a stage usually stands.
int usualPlace(StageKind kind)
{
    switch (describe(kind).effect) {
    case StageEffect::Penalises:
        return 0;
    case StageEffect::Removes:
        return 1;
    case StageEffect::Rescales:
        return 2;
    }
    return 0;
}

bool penalises(const Stage& stage)
{
    return describe(stage.kind).effect == StageEffect::Penalises;
}

std::string valuesText(const Stage& stage)
{
    std::string text;
    for (std::size_t i = 0; i < describe(stage.kind).parameters.size(); ++i)
        text += fmt::format("{}{}", i > 0 ? ":" : "", stage.values[i]);
    return text;
}

template <class Number>
std::optional<double> numberIn(std::string_view text)
{
    Number number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end)
        return std::nullopt;
    return static_cast<double>(number);
}

std::string allKeys()
{
    std::string keys;
    for (const auto& description : stageDescriptions())
        keys += fmt::format("{}{}", keys.empty() ? "" : ", ", description.key);
    return keys;
}

// "threshold:chance"
std::string parameterNames(const StageDescription& description)
{
    std::string names;
    for (const auto& parameter : description.parameters)
        names += fmt::format("{}{}", names.empty() ? "" : ":", parameter.name);
    return names;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (auto end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator)) {
        parts.push_back(trimmed(text.substr(0, end)));
        text.remove_prefix(end + 1);
    }
    parts.push_back(trimmed(text));
    return parts;
}

} // namespace

std::string_view pickName(Pick pick)
{
    return pick == Pick::InverseCdf ? "inverse" : "gumbel";
}

std::optional<Pick> pickNamed(std::string_view name)
{
    for (const auto pick : {Pick::InverseCdf, Pick::Gumbel})
        if (name == pickName(pick))
            return pick;
    return std::nullopt;
}

const Stage* SamplerChain::find(StageKind kind) const
{
    const auto found = std::ranges::find(stages, kind, &Stage::kind);
    return found == stages.end() ? nullptr : &*found;
}

double SamplerChain::value(StageKind kind) const
{
    const auto* stage = find(kind);
    return stage ? stage->value() : describe(kind).off.value_or(0.0);
}

void SamplerChain::put(const Stage& stage)
{
    const auto found = std::ranges::find(stages, stage.kind, &Stage::kind);
    if (found != stages.end()) {
        *found = stage;
        return;
    }
    const auto isNoLater = [&](const Stage& other) {
        return usualPlace(other.kind) <= usualPlace(stage.kind);
    };
    stages.insert(std::find_if(stages.rbegin(), stages.rend(), isNoLater).base(), stage);
}

void SamplerChain::set(StageKind kind, double value)
{
    const auto* there = find(kind);
    auto stage = there ? *there : newStage(kind);
    stage.values[0] = value;
    stage.isOn = true;
    put(stage);
}

bool SamplerChain::has(StageKind kind) const
{
    const auto* stage = find(kind);
    return stage && stage->isActive();
}

bool SamplerChain::hasPenalties() const
{
    return std::ranges::any_of(
        stages, [](const Stage& stage) { return penalises(stage) && stage.isActive(); });
}

std::string_view filterOrderName(FilterOrder order)
{
    return order == FilterOrder::FilterThenTemperature ? "filter-first" : "temperature-first";
}

std::optional<FilterOrder> filterOrderNamed(std::string_view name)
{
    for (const auto order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter})
        if (name == filterOrderName(order))
            return order;
    return std::nullopt;
}

void setOrder(SamplerChain& chain, FilterOrder order)
{
    const auto place = [order](const Stage& stage) {
        const int usual = usualPlace(stage.kind); // 1 removes, 2 rescales
        return order == FilterOrder::TemperatureThenFilter && usual > 0 ? 3 - usual : usual;
    };
    std::ranges::stable_sort(chain.stages, {}, place);
}

FilterOrder orderOf(const SamplerChain& chain)
{
    const auto first =
        std::ranges::find_if(chain.stages, [](const Stage& stage) { return !penalises(stage); });
    return first != chain.stages.end() && describe(first->kind).effect == StageEffect::Rescales &&
                   chain.stages.size() > 1
               ? FilterOrder::TemperatureThenFilter
               : FilterOrder::FilterThenTemperature;
}

SamplerChain basicChain(const BasicSettings& settings)
{
    const Stage temperature{StageKind::Temperature, {settings.temperature}};
    const Stage topK{StageKind::TopK, {static_cast<double>(settings.topK)}};
    const Stage topP{StageKind::TopP, {settings.topP}};
    if (settings.order == FilterOrder::FilterThenTemperature)
        return {.stages = {topK, topP, temperature}};
    return {.stages = {temperature, topK, topP}};
}

std::optional<BasicSettings> basicSettingsOf(const SamplerChain& chain)
{
    if (chain.pick != Pick::InverseCdf)
        return std::nullopt;
    BasicSettings settings;
    std::vector<StageKind> order;
    for (const auto& stage : chain.stages) {
        const bool isBasic = stage.kind == StageKind::Temperature ||
                             stage.kind == StageKind::TopK || stage.kind == StageKind::TopP;
        if (!isBasic && stage.isActive())
            return std::nullopt;
        if (!isBasic)
            continue;
        order.push_back(stage.kind);
        if (!stage.isOn)
            continue;
        if (stage.kind == StageKind::Temperature)
            settings.temperature = stage.value();
        else if (stage.kind == StageKind::TopK)
            settings.topK = static_cast<int>(stage.value());
        else
            settings.topP = stage.value();
    }
    for (const auto filterOrder :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
        settings.order = filterOrder;
        auto usual = basicChain(settings).stages;
        std::erase_if(usual, [&](const Stage& stage) {
            return std::ranges::find(order, stage.kind) == order.end();
        });
        if (std::ranges::equal(usual, order, {}, &Stage::kind))
            return settings;
    }
    return std::nullopt;
}

std::optional<Error> findError(const Stage& stage)
{
    const auto& description = describe(stage.kind);
    for (std::size_t i = 0; i < description.parameters.size(); ++i) {
        const auto& parameter = description.parameters[i];
        const double value = stage.values[i];
        // False for NaN.
        const bool isInRange = value >= parameter.lowest && value <= parameter.highest;
        if (isInRange && (!parameter.isWhole || value == std::floor(value)))
            continue;
        const auto name = description.parameters.size() == 1
                              ? std::string(parameter.name)
                              : fmt::format("{}'s {}", description.key, parameter.name);
        return Error::of("{} is {}, expected {}", name, asText(value),
                         isInRange ? "a whole number" : parameter.expected);
    }
    return std::nullopt;
}

std::optional<Error> findError(const SamplerChain& chain)
{
    for (auto stage = chain.stages.begin(); stage != chain.stages.end(); ++stage) {
        if (const auto error = findError(*stage))
            return error;
        const auto isBefore = [&](const auto& test) {
            return std::any_of(chain.stages.begin(), stage, test);
        };
        const auto key = describe(stage->kind).key;
        if (isBefore([&](const Stage& before) { return before.kind == stage->kind; }))
            return Error::of("{} stands twice in the chain, expected once", key);
        if (penalises(*stage) && isBefore(std::not_fn(penalises)))
            return Error::of("{} stands behind {}, expected penalties first: tokens are ranked "
                             "after them",
                             key, describe(std::prev(stage)->kind).key);
    }
    return std::nullopt;
}

std::string chainText(const SamplerChain& chain)
{
    std::string text;
    for (const auto& stage : chain.stages)
        if (stage.isOn)
            text += fmt::format("{}{}={}", text.empty() ? "" : ",", describe(stage.kind).key,
                                valuesText(stage));
    return text;
}

Result<Stage> parseStage(std::string_view text)
{
    const auto equals = text.find('=');
    const auto key = trimmed(text.substr(0, equals));
    const auto* description = findStage(key);
    if (!description)
        return fail("\"{}\" is no stage of a chain, expected one of {}", key, allKeys());
    const auto rest = equals == text.npos ? std::string_view() : text.substr(equals + 1);
    const auto& parameters = description->parameters;
    const auto values = parameters.size() == 1 ? std::vector{trimmed(rest)} : split(rest, ':');
    if (values.size() != parameters.size())
        return fail("{} is {}, expected {}", key, rest, parameterNames(*description));
    Stage stage{.kind = description->kind};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool isWhole = parameters[i].isWhole;
        const auto value = isWhole ? numberIn<int>(values[i]) : numberIn<double>(values[i]);
        if (!value)
            return fail("{} is {}, expected a {}number", key,
                        values[i].empty() ? "empty" : values[i], isWhole ? "whole " : "");
        stage.values[i] = *value;
    }
    return stage;
}

Result<SamplerChain> parseChain(std::string_view text)
{
    SamplerChain chain{.stages = {}};
    if (trimmed(text).empty())
        return chain;
    for (const auto part : split(text, ',')) {
        const auto stage = parseStage(part);
        if (!stage)
            return tl::unexpected(stage.error());
        chain.stages.push_back(*stage);
    }
    if (const auto error = findError(chain))
        return tl::unexpected(*error);
    return chain;
}

std::string stageText(const Stage& stage)
{
    return fmt::format("{} {}", describe(stage.kind).symbol, valuesText(stage));
}

std::string settingsText(const SamplerChain& chain)
{
    if (const auto basic = basicSettingsOf(chain)) {
        auto text = fmt::format("T {}", basic->temperature);
        if (basic->topK > 0)
            text += fmt::format(" · k {}", basic->topK);
        if (basic->topP < 1.0)
            text += fmt::format(" · p {}", basic->topP);
        if (basic->order == FilterOrder::TemperatureThenFilter)
            text += " · temperature first";
        return text;
    }
    std::string text;
    for (const auto& stage : chain.stages)
        if (stage.isActive())
            text += (text.empty() ? "" : " → ") + stageText(stage);
    if (chain.pick == Pick::Gumbel)
        text += text.empty() ? "Gumbel-max" : " · Gumbel-max";
    return text;
}

} // namespace logitscope
