// A sampler chain as JSON, and the way back.
#pragma once

#include "core/json_fields.h"
#include "core/sampling/sampler_chain.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace logitscope
{

// Of a chain of temperature, top-k and top-p: temperature, top_k, top_p, order. Of any other:
// chain, an array of {"top-k": 40}, {"xtc": [0.1, 0.5]}, {"min-p": 0.05, "on": false}, under the
// keys of the command line; and pick, where it is "gumbel".
nlohmann::ordered_json toJson(const SamplerChain& chain);

// The field `settings` of a run or a step. `place` stands before the sentence of an Error.
SamplerChain readSettings(JsonFields& holder, const std::string& place);

// The same as one text, for a place that keeps texts; nothing where it is none.
std::string chainToText(const SamplerChain& chain);
std::optional<SamplerChain> chainFromText(const std::string& text);

} // namespace logitscope
