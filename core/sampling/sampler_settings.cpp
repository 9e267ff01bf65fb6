#include "core/sampling/sampler_settings.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace logitscope
{

namespace
{

std::string asText(double value)
{
    return std::isnan(value) ? "NaN" : fmt::format("{}", value);
}

} // namespace

// The comparisons are written so that NaN, for which each of them is false, is out of range.
std::optional<Error> findError(const SamplerSettings& settings)
{
    if (!(settings.temperature >= 0.0 && std::isfinite(settings.temperature)))
        return Error{
            fmt::format("temperature is {}, expected a finite number, 0 or more (0 is argmax)",
                        asText(settings.temperature))};
    if (settings.topK < 0)
        return Error{fmt::format("top-k is {}, expected 0 or more (0 is off)", settings.topK)};
    if (!(settings.topP >= 0.0 && settings.topP <= 1.0))
        return Error{fmt::format("top-p is {}, expected 0 to 1 (1 is off)", asText(settings.topP))};
    return std::nullopt;
}

} // namespace logitscope
