// A run's one way as JSON, and the way back.
#pragma once

#include "core/result.h"
#include "core/run/transcript.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

// prompt, prompt_token_ids, settings, seed, text, stop_reason, steps; before text, stop, where
// there are strings that were to end it. A prompt that is not UTF-8 has prompt_bytes as well.
nlohmann::ordered_json toJson(const Transcript& transcript);

// Reads what that wrote, and takes any other JSON: what is missing, of the wrong type or out of
// range is an Error of one sentence that names the step and the field. An older or an edited file
// may have no promptTokens; what else it may lack is told by stepFromJson().
//
// `place` stands before the sentence: "row 3".
Result<Transcript> transcriptFromJson(const nlohmann::json& run, const std::string& place = {});

} // namespace logitscope
