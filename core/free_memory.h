// How much memory nobody uses.
#pragma once

#include <cstdint>
#include <optional>

namespace logitscope
{

std::optional<std::uint64_t> freeMemory();

} // namespace logitscope
