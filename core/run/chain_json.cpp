#include "core/run/chain_json.h"

#include "core/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr auto anyNumber = std::numeric_limits<double>::max();

nlohmann::ordered_json stageToJson(const Stage& stage)
{
    const auto& description = describe(stage.kind);
    const std::string key(description.key);
    auto values = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < description.parameters.size(); ++i)
        description.parameters[i].isWhole
            ? values.push_back(static_cast<long long>(stage.values[i]))
            : values.push_back(stage.values[i]);
    nlohmann::ordered_json object;
    object[key] = values.size() == 1 ? values.front() : values;
    if (!stage.isOn)
        object["on"] = false;
    return object;
}

// Nothing where something is wrong with it, which `fields` then says.
std::optional<Stage> stageFromJson(const nlohmann::json& value, JsonFields& fields)
{
    if (!value.is_object()) {
        fields.failAt("chain", fmt::format("has {}, expected an object with the key of a stage",
                                           describe(value)));
        return std::nullopt;
    }
    std::optional<Stage> stage;
    bool isOn = true;
    for (const auto& [key, values] : value.items()) {
        if (key == "on" && values.is_boolean()) {
            isOn = values.get<bool>();
            continue;
        }
        const auto* description = findStage(key);
        if (key == "on")
            fields.failAt("chain",
                          fmt::format("has {} for on, expected true or false", describe(values)));
        else if (!description)
            fields.failAt("chain", fmt::format("has {}, which is no stage", describe(key)));
        else if (stage)
            fields.failAt("chain",
                          fmt::format("has {} in the object of another stage", describe(key)));
        if (!description || stage)
            return std::nullopt;
        const auto list = values.is_array() ? values : nlohmann::json::array({values});
        const auto count = description->parameters.size();
        const bool isRight =
            list.size() == count &&
            std::ranges::all_of(list, [](const auto& each) { return each.is_number(); });
        if (!isRight) {
            fields.failAt("chain",
                          fmt::format("has {} for {}, expected {}", describe(values), key,
                                      count == 1 ? "a number" : fmt::format("{} numbers", count)));
            return std::nullopt;
        }
        stage = Stage{.kind = description->kind};
        std::ranges::transform(list, stage->values.begin(),
                               [](const auto& each) { return each.template get<double>(); });
    }
    if (!stage)
        fields.failAt("chain", "has an object without the key of a stage");
    else
        stage->isOn = isOn;
    return stage;
}

BasicSettings readBasic(JsonFields& fields)
{
    const auto number = [&](const char* name) {
        return fields.number(name, -anyNumber, anyNumber, "a number").value_or(0.0);
    };
    BasicSettings settings;
    settings.temperature = number("temperature");
    settings.topK = fields.wholeNumber("top_k", 0).value_or(0);
    settings.topP = number("top_p");
    const auto name = fields.text("order").value_or("");
    const auto order = filterOrderNamed(name);
    if (!order)
        fields.failAt("order", name, "filter-first or temperature-first");
    settings.order = order.value_or(settings.order);
    return settings;
}

} // namespace

nlohmann::ordered_json toJson(const SamplerChain& chain)
{
    const auto basic = basicSettingsOf(chain);
    if (basic && basicChain(*basic) == chain)
        return {
            {"temperature", basic->temperature},
            {"top_k", basic->topK},
            {"top_p", basic->topP},
            {"order", filterOrderName(basic->order)},
        };
    auto stages = nlohmann::ordered_json::array();
    for (const auto& stage : chain.stages)
        stages.push_back(stageToJson(stage));
    nlohmann::ordered_json object{{"chain", std::move(stages)}};
    if (chain.pick != Pick::InverseCdf)
        object["pick"] = pickName(chain.pick);
    return object;
}

std::string chainToText(const SamplerChain& chain)
{
    return toJson(chain).dump();
}

std::optional<SamplerChain> chainFromText(const std::string& text)
{
    const auto settings = parseJson(text);
    if (!settings.is_object())
        return std::nullopt;
    const nlohmann::json holder{{"settings", settings}};
    JsonFields fields(holder, {}, JsonFields::Missing::IsWrong);
    auto chain = readSettings(fields, {});
    return fields.error() ? std::nullopt : std::optional(std::move(chain));
}

SamplerChain readSettings(JsonFields& holder, const std::string& place)
{
    const auto* object = holder.object("settings");
    if (object == nullptr)
        return {};
    JsonFields fields(*object, place + ": ", JsonFields::Missing::IsWrong);
    SamplerChain chain{.stages = {}};
    if (!fields.has("chain")) {
        chain = basicChain(readBasic(fields));
    } else if (const auto* stages = fields.array("chain")) {
        for (const auto& value : *stages)
            if (const auto stage = stageFromJson(value, fields))
                chain.stages.push_back(*stage);
        const auto name = fields.has("pick") ? fields.text("pick").value_or("") : "inverse";
        const auto pick = pickNamed(name);
        if (!pick)
            fields.failAt("pick", name, "inverse or gumbel");
        chain.pick = pick.value_or(chain.pick);
    }
    if (const auto error = findError(chain))
        fields.fail({"settings", fmt::format("{}: {}", place, error->message)});
    if (fields.error())
        holder.fail(*fields.error());
    return chain;
}

} // namespace logitscope
