// Memory in large pages, where the system has them: a step that reads much of it looks few pages
// up.
#pragma once

#include <cstddef>
#include <memory>

namespace logitscope
{

constexpr std::size_t largePage = 2 << 20; // bytes

struct UnmapPages
{
    std::size_t bytes = 0;
    void operator()(std::byte* pages) const;
};

// Goes back to the system at once when it is freed.
using LargePages = std::unique_ptr<std::byte[], UnmapPages>;

// So many bytes, rounded up to whole pages, all 0. What is never used of them takes no memory.
// Throws std::bad_alloc.
LargePages takeLargePages(std::size_t bytes);

} // namespace logitscope
