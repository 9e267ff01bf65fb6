#include "core/model/large_pages.h"

#include <cstdint>
#include <new>
#include <sys/mman.h>

namespace logitscope
{

void UnmapPages::operator()(std::byte* pages) const
{
    ::munmap(pages, bytes);
}

LargePages takeLargePages(std::size_t bytes)
{
    const auto size = (bytes + largePage - 1) / largePage * largePage;
    // One more, of which what lies before and after the whole pages goes back.
    const auto all = size + largePage;
    void* const memory =
        ::mmap(nullptr, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(memory);
    const auto before = largePage - reinterpret_cast<std::uintptr_t>(begin) % largePage;
    ::munmap(begin, before);
    if (before < largePage)
        ::munmap(begin + before + size, largePage - before);
    LargePages pages(begin + before, {size});
#ifdef MADV_HUGEPAGE
    ::madvise(pages.get(), size, MADV_HUGEPAGE); // without them it works as well
#endif
    return pages;
}

} // namespace logitscope
