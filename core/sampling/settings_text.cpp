#include "core/sampling/settings_text.h"

#include <fmt/format.h>

namespace logitscope
{

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
