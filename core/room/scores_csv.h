// The scores of a room as a table for a spreadsheet.
#pragma once

#include "core/room/prediction_round.h"

#include <span>
#include <string>

namespace logitscope
{

// UTF-8, a line a person: name, rounds, right, rounds with a confidence, log score in bits. A name
// that a spreadsheet would compute gets an apostrophe before it.
std::string scoresCsv(std::span<const PersonScore> scores);

} // namespace logitscope
