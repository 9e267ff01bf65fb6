#include "core/free_memory.h"

namespace logitscope
{

std::optional<std::uint64_t> freeMemory()
{
    return std::nullopt;
}

} // namespace logitscope
