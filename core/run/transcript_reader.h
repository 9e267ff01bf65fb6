// The way back from a run's JSON.
#pragma once

#include "core/json_fields.h"
#include "core/result.h"
#include "core/run/transcript.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

// Reads what toJson(Transcript) wrote, and takes any other JSON: what is missing, of the wrong type
// or out of range is an Error of one sentence that names the step and the field.
//
// Some of a Step is not in the file, or not whole:
// - bytes are those of `token`, which has U+FFFD where a token is no whole character. token is
//   exact, so whoever has the model's tokenizer can put the exact bytes in their place. Until then
//   text() has U+FFFD there too, though the file's `text`, which is not kept, was whole.
// - info.topTokenProbability is 0.
// - promptTokens are none, where an older or an edited file doesn't say.
// - settings are the run's where a step has none of its own: older files don't say that the sliders
//   moved meanwhile.
//
// `place` stands before the sentence: "row 3".
Result<Transcript> transcriptFromJson(const nlohmann::json& run, const std::string& place = {});

// The fields of a part of a run, none of which may be missing; or the Error that it is no object.
Result<JsonFields> fieldsAt(const nlohmann::json& value, const std::string& place);

} // namespace logitscope
