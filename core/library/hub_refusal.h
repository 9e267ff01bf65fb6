// What it means for a person when the hub refuses a file: what is wrong, and what to do.
// Source of X-Error-Code: hf_raise_for_status() in
// https://huggingface.co/docs/huggingface_hub/package_reference/utilities
#pragma once

#include "core/library/hub_settings.h"
#include "core/library/model_id.h"
#include "core/library/web_client.h"
#include "core/result.h"

#include <string>

namespace logitscope
{

// `answer` has another status than 200, 206 and a redirect's. `hub` is the address that was asked:
// what another host answers, to which the hub redirects, says nothing of accounts and names. The
// Error never has the token in it.
Error refusalOf(const WebAnswer& answer, const WebAddress& hub, const ModelId& model,
                const std::string& file, const HubSettings& settings);

} // namespace logitscope
