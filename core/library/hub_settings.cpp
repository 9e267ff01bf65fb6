#include "core/library/hub_settings.h"

namespace logitscope
{

Result<HubSettings> HubSettings::fromEnvironment()
{
    HubSettings settings;
    settings.endpoint = "https://huggingface.co";
    return settings;
}

} // namespace logitscope
