// The terminal that somebody looks at.
#pragma once

namespace logitscope
{

// The width to print for: that of stdout's terminal, or what COLUMNS says, or 80.
int terminalColumns();

bool isErrorATerminal(); // stderr

} // namespace logitscope
