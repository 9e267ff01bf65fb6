#include "core/model/weight_memory.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace logitscope
{

namespace
{

constexpr std::size_t vectorSize = 64; // AVX-512's, also a cache line
constexpr std::size_t largePage = 2 << 20;

std::size_t roundedUp(std::size_t bytes, std::size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

} // namespace

void FreeWeights::operator()(std::byte* memory) const
{
    std::free(memory);
}

WeightMemory allocateWeights(std::size_t bytes)
{
    const bool large = bytes >= 2 * largePage; // or the rest of the last page would be a waste
    const auto unit = large ? largePage : vectorSize;
    WeightMemory memory(static_cast<std::byte*>(std::aligned_alloc(unit, roundedUp(bytes, unit))));
    if (!memory)
        throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    // Fewer pages to make while loading, and to look up while reading. Without them it works, too.
    if (large)
        ::madvise(memory.get(), bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

} // namespace logitscope
