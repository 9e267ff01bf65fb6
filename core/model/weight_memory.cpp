#include "core/model/weight_memory.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace logitscope
{

namespace
{

constexpr std::size_t vectorSize = 64; // AVX-512's, also a cache line
constexpr std::size_t largePage = 2 << 20;
constexpr std::size_t pieceSize = 32 * largePage; // what is never used of it takes no memory

std::size_t roundedUp(std::size_t bytes, std::size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

std::shared_ptr<std::byte[]> newPiece(std::size_t bytes)
{
    std::shared_ptr<std::byte[]> piece(
        static_cast<std::byte*>(std::aligned_alloc(largePage, bytes)), std::free);
    if (!piece)
        throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    // Fewer pages to make while loading, too. Without them it works as well.
    ::madvise(piece.get(), bytes, MADV_HUGEPAGE);
#endif
    return piece;
}

} // namespace

std::shared_ptr<std::byte[]> WeightMemory::take(std::size_t bytes)
{
    const auto begin = roundedUp(used_, vectorSize);
    if (!piece_ || begin + bytes > size_) {
        const auto size = std::max(pieceSize, roundedUp(bytes, largePage));
        piece_ = newPiece(size);
        size_ = size;
        used_ = bytes;
        return piece_;
    }
    used_ = begin + bytes;
    return {piece_, piece_.get() + begin};
}

} // namespace logitscope
