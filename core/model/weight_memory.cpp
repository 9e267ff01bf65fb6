#include "core/model/weight_memory.h"

#include "core/model/large_pages.h"

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr std::size_t vectorSize = 64;            // AVX-512's, also a cache line
constexpr std::size_t pieceSize = 32 * largePage; // what is never used of it takes no memory

std::size_t roundedUp(std::size_t bytes, std::size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

} // namespace

std::shared_ptr<std::byte[]> WeightMemory::take(std::size_t bytes)
{
    const auto begin = roundedUp(used_, vectorSize);
    if (!piece_ || begin + bytes > size_) {
        const auto size = std::max(pieceSize, bytes);
        piece_ = takeLargePages(size);
        size_ = size;
        used_ = bytes;
        return piece_;
    }
    used_ = begin + bytes;
    return {piece_, piece_.get() + begin};
}

} // namespace logitscope
