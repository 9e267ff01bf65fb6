// The keys and values of one text on the processor, in blocks of a few positions. Texts with the
// same beginning share its blocks: a fork copies nothing, and who writes where another may read
// copies that one block first.
#pragma once

#include "core/model/block_memory.h"
#include "core/model/gpt2_network.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace logitscope
{

class KeyValueCache final : public Gpt2Cache
{
public:
    // Positions. Each of many rows on one prompt has up to two blocks that are partly used or the
    // same as another row's, so they are small; but a query is loaded for so many keys at once.
    static constexpr std::size_t blockLength = 8;

    // A head's keys in a block are [D / four, blockLength, four], so that a vector has the same
    // four numbers of several keys; its values are [blockLength, D]. D is rounded up to whole
    // fours, with 0 there.
    static constexpr std::size_t four = 4;

    static constexpr std::size_t roundedUp(std::size_t headSize)
    {
        return (headSize + four - 1) / four * four;
    }

    // `precision` is the weights'.
    KeyValueCache(const Gpt2Config& config, Precision precision)
        : config_(config)
        , precision_(keptIn(precision))
        , memory_(bytesOfBlock())
    {
    }

    // Another text's, still empty, with blocks from the same memory.
    std::unique_ptr<KeyValueCache> another() const;

    // Keys and values are as exact as the weights, or as the products beside them: F32 or BF16.
    static Precision keptIn(Precision weights)
    {
        return weights == Precision::F32 ? Precision::F32 : Precision::BF16;
    }

    std::unique_ptr<Gpt2Cache> copy(int length) override;

    // What so many positions take.
    std::size_t bytesOf(int positions) const;

    // Makes room for the positions from `begin` to `end`, which no other text reads, and forgets
    // what was there and after. Throws std::bad_alloc; what comes before `begin` stays as it is.
    void makeRoom(int begin, int end);

    // Keeps a token's keys and values, [2, H, D], where there is room for them.
    void keep(std::span<const float> keysAndValues, int position, int layer);

    Precision precision() const { return precision_; }

    // Of the block with this position: of every layer each head's keys, then each head's values.
    const std::byte* block(std::size_t position) const
    {
        return blocks_[position / blockLength].get();
    }

    // How many numbers into a block a head's keys begin. Its values are `half` further on, and the
    // next head's keys a stride.
    std::size_t keysAt(int layer, int head) const
    {
        return 2 * static_cast<std::size_t>(layer) * half() +
               static_cast<std::size_t>(head) * headStride(headSize());
    }

    static constexpr std::size_t headStride(std::size_t headSize)
    {
        return blockLength * roundedUp(headSize);
    }

    std::size_t half() const
    {
        return static_cast<std::size_t>(config_.heads) * blockLength * headSize();
    }

private:
    using Block = std::shared_ptr<std::byte[]>;

    template <class Number>
    void place(std::span<const Number> keysAndValues, int position, int layer);

    std::size_t headSize() const { return roundedUp(static_cast<std::size_t>(config_.headSize())); }

    std::size_t bytesOfBlock() const
    {
        return 2 * static_cast<std::size_t>(config_.layers) * half() * bytesOfNumber();
    }

    std::size_t bytesOfNumber() const { return precision_ == Precision::F32 ? 4 : 2; }

    Gpt2Config config_;
    Precision precision_;
    BlockMemory memory_;
    std::vector<Block> blocks_;
    std::size_t shared_ = 0; // so many blocks from the first on, other texts may read
};

} // namespace logitscope
