// A comparison as a table for spreadsheets and statistics: a line a token.
#pragma once

#include "core/run/run.h"

#include <string>

namespace logitscope
{

// RFC 4180 in UTF-8, with a header line. Steps and ranks count from 1, numbers read back exactly,
// entropies are in bits. `token` has U+FFFD for bytes that are no whole character; token_id is
// exact. A line has the settings that its own token was sampled with.
//
// Where a server told only some tokens of a step, there are more columns: how many are known, the
// probability of the rest, and the upper bounds of the numbers of which the others are the lower
// ones, "unknown" where there is none. They are empty in the lines of steps that are whole.
//
// A cell that begins with = + - or @ stays as it is, though a spreadsheet may take it for a
// formula: tokens are data, and a token with a quote put before it would be another token.
std::string toCsv(const Run& comparison);

// A text as one cell, in quotes where it needs them; U+FFFD for bytes that are no UTF-8.
std::string csvCell(const std::string& bytes);

} // namespace logitscope
