// Where models are downloaded from and kept, as the environment says: the variables of Hugging
// Face's own libraries, with the same meaning.
// Source: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace logitscope
{

struct HubSettings
{
    std::string endpoint; // without a slash at its end
    std::string token;    // for models that ask who wants them; empty: none
    bool offline = false; // the network is not to be used

    // HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub,
    // ~/.cache/huggingface/hub: the first of them that is said. Empty where there is no home.
    std::filesystem::path cache;

    // HF_ENDPOINT; HF_TOKEN or the file at HF_TOKEN_PATH, HF_HOME/token or
    // ~/.cache/huggingface/token; HF_HUB_OFFLINE. The Error names the variable that can't be used.
    static Result<HubSettings> fromEnvironment();

    // `cache` alone, which no bad token or address keeps from being known.
    static std::filesystem::path cacheFromEnvironment();
};

} // namespace logitscope
