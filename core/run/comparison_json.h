// A comparison as JSON, and the way back: the file that replays a figure.
#pragma once

#include "core/result.h"
#include "core/run/comparison.h"

#include <nlohmann/json_fwd.hpp>

namespace logitscope
{

// An array of rows, each with strategy, model, version, stream, its statistics, where the strategy
// was repeated those of its repeats, and what toJson(Transcript) has.
nlohmann::ordered_json toJson(const Comparison& comparison);

// Takes any JSON, as transcriptFromJson does, and like it brings back all but the bytes of tokens
// that are no whole characters. The Error names the row, the step and the field.
Result<Comparison> comparisonFromJson(const nlohmann::json& rows);

// The same of what `sample --json` prints as well: a single row, which names no strategy; older
// ones, no model.
Result<Comparison> rowOrRowsFromJson(const nlohmann::json& json);

} // namespace logitscope
