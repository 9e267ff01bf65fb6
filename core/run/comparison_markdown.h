// A comparison as a Markdown table, to paste into notes or an issue.
#pragma once

#include "core/run/run.h"

#include <string>

namespace logitscope
{

// A heading with prompt, model and seed; a table with a line for each row; where strategies were
// repeated, a table with a line for each strategy; a line that says what the numbers are. Names and
// texts are escaped, so that CommonMark and GitHub show them as they are; where a text has a new
// line, so has its cell.
std::string toMarkdown(const Run& comparison);

} // namespace logitscope
