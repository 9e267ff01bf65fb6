// Which comes first, cutting tokens or bending what is left.
#pragma once

#include <optional>
#include <string_view>

namespace logitscope
{

enum class FilterOrder
{
    FilterThenTemperature, // top-k on the logits, top-p on what top-k kept at temperature 1,
                           // temperature
    TemperatureThenFilter, // temperature, top-k, top-p: Hugging Face's and OpenAI's order
};

// As on the command line and in JSON: "filter-first", "temperature-first".
std::string_view filterOrderName(FilterOrder order);
std::optional<FilterOrder> filterOrderNamed(std::string_view name);

} // namespace logitscope
