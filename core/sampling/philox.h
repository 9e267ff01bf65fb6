// Philox4x32-10, the counter-based random function under the dice: Salmon, Moraes, Dror and Shaw,
// "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. A block cipher in spirit: every counter
// has its own 128 random bits, so nothing has to be stepped through to reach them.
#pragma once

#include <array>
#include <cstdint>

namespace logitscope
{

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

std::array<std::uint32_t, 4> philox4x32(PhiloxCounter counter, PhiloxKey key);

} // namespace logitscope
