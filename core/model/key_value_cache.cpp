#include "core/model/key_value_cache.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace logitscope
{

namespace
{

constexpr std::size_t blocksFor(int positions)
{
    return (static_cast<std::size_t>(positions) + KeyValueCache::blockLength - 1) /
           KeyValueCache::blockLength;
}

} // namespace

// From then on neither text writes to the blocks that both have, so they need no lock: they may be
// read on other threads. That one of the two may have gone by then is not asked.
std::unique_ptr<Gpt2Cache> KeyValueCache::copy(int length)
{
    auto other = std::make_unique<KeyValueCache>(config_);
    other->shared_ = blocksFor(length);
    other->blocks_.assign(blocks_.begin(),
                          blocks_.begin() + static_cast<std::ptrdiff_t>(other->shared_));
    shared_ = std::max(shared_, other->shared_);
    return other;
}

void KeyValueCache::makeRoom(int begin, int end)
{
    blocks_.resize(blocksFor(begin));
    const auto filled = static_cast<std::size_t>(begin) % blockLength;
    if (filled > 0 && shared_ >= blocks_.size()) {
        auto own = newBlock();
        const auto size = static_cast<std::size_t>(config_.headSize());
        const auto heads = 2 * static_cast<std::size_t>(config_.layers * config_.heads);
        for (std::size_t head = 0; head < heads; ++head) {
            const auto at = head * blockLength * size;
            std::copy_n(&blocks_.back()[at], filled * size, &own[at]);
        }
        blocks_.back() = std::move(own);
    }
    shared_ = std::min(shared_, static_cast<std::size_t>(begin) / blockLength);
    while (blocks_.size() < blocksFor(end))
        blocks_.push_back(newBlock());
}

// From the system, which gets it back at once: what is free there is what decides whether another
// job has room.
KeyValueCache::Block KeyValueCache::newBlock() const
{
    const auto bytes = 2 * static_cast<std::size_t>(config_.layers) * half() * sizeof(float);
    void* memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    return {static_cast<float*>(memory), [bytes](float* block) { ::munmap(block, bytes); }};
}

} // namespace logitscope
