// How much memory this process has taken at most.
#pragma once

namespace logitscope
{

// MB (1e6 bytes) of memory in use at once, since the process began: its resident set.
double peakMemory();

} // namespace logitscope
