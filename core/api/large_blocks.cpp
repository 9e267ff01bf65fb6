#include "core/api/large_blocks.h"

#include <cstdlib> // tells whether it is glibc

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace logitscope
{

void giveBackLargeBlocks()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

} // namespace logitscope
