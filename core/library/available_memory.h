// How much memory programs can still take.
#pragma once

#include <cstdint>

namespace logitscope
{

// In bytes: what the system says is available without swapping. 0 where it doesn't say.
std::int64_t availableMemory();

} // namespace logitscope
