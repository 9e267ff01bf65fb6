// A whole run as JSON, and the way back: a tree of tokens and the branches in it.
#pragma once

#include "core/json_fields.h"
#include "core/result.h"
#include "core/run/run.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

// What putModel() has, prompt, prompt_token_ids, special ("recognised" or "as_text": how the prompt
// was read), nodes, branches, current. A node is a step with the number of its `parent`, which
// stands before it; the first token of a text has none. Its settings and stream are there where
// they are not its parent's. A branch has name (where somebody gave it one), leaf (a node, where it
// has tokens), seed, stream, limit and stop_reason. All numbers count from 0.
nlohmann::ordered_json toJson(const Run& run);

// Reads what that wrote, and takes any other JSON: what is wrong is an Error of one sentence that
// names the place and the field.
Result<Run> runFromJson(const nlohmann::json& json, const std::string& place);

// Of a prompt, as in a run.
std::string specialTokensName(SpecialTokens special);
SpecialTokens readSpecialTokens(JsonFields& fields);

} // namespace logitscope
