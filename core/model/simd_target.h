// Which of a processor's instruction sets the native engine uses here: Highway chooses it when the
// program runs.
#pragma once

#include <string>

namespace logitscope
{

std::string simdTarget(); // "AVX2", "AVX3_DL", "SSE4", "NEON"

} // namespace logitscope
