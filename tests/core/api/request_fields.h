// The fields of a completion request, all of which may be left out.
#pragma once

#include "core/sampling/stage.h"

#include <string>
#include <vector>

namespace logitscope
{

inline std::vector<std::string> optionalFields()
{
    std::vector<std::string> fields = {"model",    "prompt", "max_tokens",     "n",
                                       "best_of",  "echo",   "logprobs",       "stop",
                                       "seed",     "stream", "stream_options", "logit_bias",
                                       "suffix",   "user",   "sampling_info",  "parse_special",
                                       "strategy", "order",  "samplers",       "chain",
                                       "pick"};
    for (const auto& description : stageDescriptions())
        for (const auto& parameter : description.parameters)
            fields.emplace_back(parameter.apiField);
    return fields;
}

} // namespace logitscope
