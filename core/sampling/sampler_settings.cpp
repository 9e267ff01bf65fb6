#include "core/sampling/sampler_settings.h"

#include <fmt/format.h>

#include <cmath>

namespace logitscope
{

namespace
{

std::string asText(double value)
{
    return std::isnan(value) ? "NaN" : fmt::format("{}", value);
}

} // namespace

std::string_view filterOrderName(FilterOrder order)
{
    return order == FilterOrder::FilterThenTemperature ? "filter-first" : "temperature-first";
}

std::optional<FilterOrder> filterOrderNamed(std::string_view name)
{
    for (const auto order :
         {FilterOrder::FilterThenTemperature, FilterOrder::TemperatureThenFilter}) {
        if (name == filterOrderName(order))
            return order;
    }
    return std::nullopt;
}

// The comparisons are written so that NaN, for which each of them is false, is out of range.
std::optional<Error> findError(const SamplerSettings& settings)
{
    if (!(settings.temperature >= 0.0 && std::isfinite(settings.temperature)))
        return Error::of("temperature is {}, expected a finite number, 0 or more (0 is argmax)",
                         asText(settings.temperature));
    if (settings.topK < 0)
        return Error::of("top-k is {}, expected 0 or more (0 is off)", settings.topK);
    if (!(settings.topP >= 0.0 && settings.topP <= 1.0))
        return Error::of("top-p is {}, expected 0 to 1 (1 is off)", asText(settings.topP));
    return std::nullopt;
}

std::string settingsText(const SamplerSettings& settings)
{
    auto text = fmt::format("T {}", settings.temperature);
    if (settings.topK > 0)
        text += fmt::format(" · k {}", settings.topK);
    if (settings.topP < 1.0)
        text += fmt::format(" · p {}", settings.topP);
    if (settings.order == FilterOrder::TemperatureThenFilter)
        text += " · temperature first";
    return text;
}

} // namespace logitscope
