#include "core/model/key_value_cache.h"

#include "core/model/weight_formats.h"

#include <algorithm>

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

std::unique_ptr<KeyValueCache> KeyValueCache::another() const
{
    auto other = std::make_unique<KeyValueCache>(config_, precision_);
    other->memory_ = memory_;
    return other;
}

// From then on neither text writes to the blocks that both have, so they need no lock: they may be
// read on other threads. That one of the two may have gone by then is not asked.
std::unique_ptr<Gpt2Cache> KeyValueCache::copy(int length)
{
    auto other = another();
    other->shared_ = blocksFor(length);
    other->blocks_.assign(blocks_.begin(),
                          blocks_.begin() + static_cast<std::ptrdiff_t>(other->shared_));
    shared_ = std::max(shared_, other->shared_);
    return other;
}

std::size_t KeyValueCache::bytesOf(int positions) const
{
    return blocksFor(positions) * bytesOfBlock();
}

void KeyValueCache::makeRoom(int begin, int end)
{
    blocks_.resize(blocksFor(begin));
    if (begin % static_cast<int>(blockLength) > 0 && shared_ >= blocks_.size()) {
        auto own = memory_.take();
        std::copy_n(blocks_.back().get(), bytesOfBlock(), own.get());
        blocks_.back() = std::move(own);
    }
    shared_ = std::min(shared_, static_cast<std::size_t>(begin) / blockLength);
    while (blocks_.size() < blocksFor(end))
        blocks_.push_back(memory_.take());
}

void KeyValueCache::keep(std::span<const float> keysAndValues, int position, int layer)
{
    if (precision_ == Precision::F32)
        return place(keysAndValues, position, layer);
    std::vector<Bf16> rounded(keysAndValues.size());
    roundToBf16(keysAndValues, rounded.data());
    place(std::span<const Bf16>(rounded), position, layer);
}

template <class Number>
void KeyValueCache::place(std::span<const Number> keysAndValues, int position, int layer)
{
    const auto size = static_cast<std::size_t>(config_.headSize());
    const auto at = static_cast<std::size_t>(position) % blockLength;
    auto* block =
        reinterpret_cast<Number*>(blocks_[static_cast<std::size_t>(position) / blockLength].get());
    const Number* from = keysAndValues.data();
    for (int head = 0; head < config_.heads; ++head, from += size) {
        Number* key = block + keysAt(layer, head) + at * four;
        std::size_t i = 0;
        for (; i + four <= size; i += four, key += blockLength * four)
            std::copy_n(from + i, four, key);
        std::copy_n(from + i, size - i, key);
    }
    for (int head = 0; head < config_.heads; ++head, from += size)
        std::copy_n(from, size, block + keysAt(layer, head) + half() + at * headSize());
}

} // namespace logitscope
