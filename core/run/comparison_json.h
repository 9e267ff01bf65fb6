// A run's branches as rows of JSON, and the way back: the file that replays a figure.
#pragma once

#include "core/result.h"
#include "core/run/run.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace logitscope
{

// A row by itself, as `sample --json` prints it: what putModel() has, prompt, prompt_token_ids,
// settings, seed, text, stop_reason, steps; before text, stop, where there are strings that were to
// end it. A prompt that is not UTF-8 has prompt_bytes as well.
nlohmann::ordered_json rowToJson(const Run& run, const Branch& row);

// An array of all rows, each with strategy, what putModel() has, version, stream, its statistics,
// where the strategy was repeated those of its repeats, and what rowToJson() has.
nlohmann::ordered_json rowsToJson(const Run& comparison);

// That as the text of a file; and on one line in ASCII, which fits into every kind of metadata.
std::string rowsText(const Run& comparison);
std::string rowsAsciiText(const Run& comparison);

// Reads what that wrote, and takes any other JSON: what is missing, of the wrong type or out of
// range is an Error of one sentence that names the row, the step and the field. An older or an
// edited file may have no prompt_token_ids; what else it may lack is told by stepFromJson().
Result<Run> runFromRows(const nlohmann::json& rows);

// The same of a single row as well, which names no strategy; older ones, no model.
Result<Run> runFromRowOrRows(const nlohmann::json& json);

} // namespace logitscope
