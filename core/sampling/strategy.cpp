#include "core/sampling/strategy.h"

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

using Table = std::array<Strategy, 9>;

const Table& table()
{
    static const Table nine = {{
        {"greedy",
         "Nearly deterministic: at temperature 0.1 the most likely token wins almost every time.",
         {.temperature = 0.1}},
        {"low_temp",
         "Cautious: temperature 0.7 makes likely tokens likelier, and every token stays possible.",
         {.temperature = 0.7}},
        {"medium_temp",
         "The model's own probabilities: temperature 1 changes nothing, and nothing is removed.",
         {.temperature = 1.0}},
        {"high_temp",
         "Adventurous: temperature 1.5 gives unlikely tokens more of a chance, nonsense included.",
         {.temperature = 1.5}},
        {"top_k_20",
         "Draws from the 20 most likely tokens alone, at temperature 0.8.",
         {.temperature = 0.8, .topK = 20}},
        {"top_k_50",
         "Draws from the 50 most likely tokens alone, at temperature 0.8.",
         {.temperature = 0.8, .topK = 50}},
        {"top_p_90",
         "Draws from the fewest tokens that together hold 90% of the probability, at temperature "
         "0.8.",
         {.temperature = 0.8, .topP = 0.9}},
        {"top_p_95",
         "Draws from the fewest tokens that together hold 95% of the probability, at temperature "
         "0.8.",
         {.temperature = 0.8, .topP = 0.95}},
        {"nucleus",
         "Both filters: of the 40 most likely tokens, the fewest that hold 90% of their "
         "probability, at temperature 0.8.",
         {.temperature = 0.8, .topK = 40, .topP = 0.9}},
    }};
    return nine;
}

const Strategy* addressOrNull(Table::const_iterator found)
{
    return found == table().end() ? nullptr : &*found;
}

} // namespace

std::span<const Strategy> strategies()
{
    return table();
}

std::string strategyNames()
{
    std::string names;
    for (const auto& strategy : table())
        names += (names.empty() ? "" : ", ") + strategy.name;
    return names;
}

const Strategy* findStrategy(std::string_view name)
{
    return addressOrNull(std::ranges::find(table(), name, &Strategy::name));
}

const Strategy* findStrategy(const SamplerSettings& settings)
{
    return addressOrNull(std::ranges::find_if(table(), [&](const Strategy& strategy) {
        SamplerSettings inAnyOrder = strategy.settings;
        inAnyOrder.order = settings.order;
        return inAnyOrder == settings;
    }));
}

} // namespace logitscope
