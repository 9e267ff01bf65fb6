#include "core/sampling/strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

using Table = std::array<Preset, 13>;

constexpr std::size_t nine = 9; // which come first

const Table& table()
{
    static const Table all = {{
        {{"greedy",
          "Nearly deterministic: at temperature 0.1 the most likely token wins almost every time.",
          basicChain({.temperature = 0.1})},
         "greedy",
         "T 0.1, nearly deterministic"},
        {{"low_temp",
          "Cautious: temperature 0.7 makes likely tokens likelier, and every token stays possible.",
          basicChain({.temperature = 0.7})},
         "low temperature",
         ""},
        {{"medium_temp",
          "The model's own probabilities: temperature 1 changes nothing, and nothing is removed.",
          basicChain({.temperature = 1.0})},
         "medium temperature",
         ""},
        {{"high_temp",
          "Adventurous: temperature 1.5 gives unlikely tokens more of a chance, nonsense included.",
          basicChain({.temperature = 1.5})},
         "high temperature",
         ""},
        {{"top_k_20", "Samples from the 20 most likely tokens alone, at temperature 0.8.",
          basicChain({.temperature = 0.8, .topK = 20})},
         "top-k 20",
         ""},
        {{"top_k_50", "Samples from the 50 most likely tokens alone, at temperature 0.8.",
          basicChain({.temperature = 0.8, .topK = 50})},
         "top-k 50",
         ""},
        {{"top_p_90",
          "Samples from the fewest tokens that together hold 90% of the probability, at "
          "temperature 0.8.",
          basicChain({.temperature = 0.8, .topP = 0.9})},
         "top-p 0.9",
         ""},
        {{"top_p_95",
          "Samples from the fewest tokens that together hold 95% of the probability, at "
          "temperature 0.8.",
          basicChain({.temperature = 0.8, .topP = 0.95})},
         "top-p 0.95",
         ""},
        {{"nucleus",
          "Both filters: of the 40 most likely tokens, the fewest that hold 90% of their "
          "probability, at temperature 0.8.",
          basicChain({.temperature = 0.8, .topK = 40, .topP = 0.9})},
         "nucleus",
         "T 0.8, top-k 40 + top-p 0.9"},
        {{"argmax", "Deterministic: at temperature 0 the most likely token is always taken.",
          basicChain({.temperature = 0.0})},
         "argmax",
         "T 0, always the most likely token"},
        {{"hugging_face",
          "What Hugging Face does where nothing else is set: temperature 1, then the 50 most "
          "likely "
          "tokens.",
          basicChain({.topK = 50, .order = FilterOrder::TemperatureThenFilter})},
         "Hugging Face",
         ""},
        {{"llama_cpp",
          "What llama.cpp does where nothing else is set: top-k 40, top-p 0.95, min-p 0.05, then "
          "temperature 0.8.",
          {.stages = {{StageKind::TopK, {40.0}},
                      {StageKind::TopP, {0.95}},
                      {StageKind::MinP, {0.05}},
                      {StageKind::Temperature, {0.8}}}}},
         "llama.cpp",
         ""},
        {{"openai",
          "What the OpenAI API does where nothing else is set: its penalties, temperature and "
          "top-p "
          "change nothing.",
          {.stages = {{StageKind::PresencePenalty, {0.0}},
                      {StageKind::FrequencyPenalty, {0.0}},
                      {StageKind::Temperature, {1.0}},
                      {StageKind::TopP, {1.0}}}}},
         "OpenAI",
         ""},
    }};
    return all;
}

std::vector<Stage> activeStages(const SamplerChain& chain)
{
    auto stages = chain.stages;
    std::erase_if(stages, [](const Stage& stage) { return !stage.isActive(); });
    return stages;
}

const Preset* addressOrNull(Table::const_iterator found)
{
    return found == table().end() ? nullptr : &*found;
}

} // namespace

std::span<const Preset> presets()
{
    return table();
}

std::span<const Preset> strategies()
{
    return presets().first(nine);
}

std::string strategyNames()
{
    std::string names;
    for (const auto& preset : table())
        names += (names.empty() ? "" : ", ") + preset.name;
    return names;
}

const Preset* findStrategy(std::string_view name)
{
    return addressOrNull(std::ranges::find(table(), name, &Preset::name));
}

const Preset* findStrategy(const SamplerChain& chain)
{
    const auto basic = basicSettingsOf(chain);
    const auto isSame = [&](const Preset& preset) {
        const auto& other = preset.settings;
        auto otherBasic = basicSettingsOf(other);
        if (!basic || !otherBasic)
            return activeStages(other) == activeStages(chain) && other.pick == chain.pick;
        otherBasic->order = basic->order;
        return otherBasic == basic;
    };
    return addressOrNull(std::ranges::find_if(table(), isSame));
}

std::string readableName(std::string_view name)
{
    const auto* preset = findStrategy(name);
    return preset ? preset->readableName : std::string(name);
}

std::string freeName(const std::string& wanted, std::span<const Strategy> taken)
{
    const auto isTaken = [taken](const std::string& name) {
        return std::ranges::any_of(taken, [&name](const Strategy& other) {
            return readableName(other.name) == readableName(name);
        });
    };
    auto name = wanted;
    for (int number = 2; isTaken(name); ++number)
        name = fmt::format("{} {}", readableName(wanted), number);
    return name;
}

std::string explainedSettings(std::string_view name, const SamplerChain& settings)
{
    const auto* preset = findStrategy(name);
    const bool isExplained = preset && !preset->explanation.empty() && preset->settings == settings;
    return isExplained ? preset->explanation : settingsText(settings);
}

} // namespace logitscope
