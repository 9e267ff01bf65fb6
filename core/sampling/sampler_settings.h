// What the sliders say: how one step's logits become the distribution that is sampled from.
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

// Which comes first, cutting tokens or bending what is left.
enum class FilterOrder
{
    FilterThenTemperature, // top-k on the logits, top-p on what top-k kept at temperature 1,
                           // temperature
    TemperatureThenFilter, // temperature, top-k, top-p: Hugging Face's and OpenAI's order
};

// As on the command line and in JSON: "filter-first", "temperature-first".
std::string_view filterOrderName(FilterOrder order);
std::optional<FilterOrder> filterOrderNamed(std::string_view name);

struct SamplerSettings
{
    double temperature = 1.0; // >= 0; 0 is argmax
    int topK = 0;             // keeps exactly k tokens; 0, or more than the vocabulary, is off
    double topP = 1.0;        // 0 to 1; 1 is off, 0 keeps one token
    FilterOrder order = FilterOrder::FilterThenTemperature;

    friend bool operator==(const SamplerSettings&, const SamplerSettings&) = default;
};

// The sentence that says which value is out of range, or nothing when all are usable.
std::optional<Error> findError(const SamplerSettings& settings);

// In the field's notation: "T 0.8 · k 40 · p 0.9". Filters that are off are left out; temperature
// first is said, since filter first is the rule here.
std::string settingsText(const SamplerSettings& settings);

} // namespace logitscope
