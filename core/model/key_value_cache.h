// The keys and values of one text on the processor, in blocks of a few positions. Texts with the
// same beginning share its blocks: a fork copies nothing, and who writes where another may read
// copies that one block first.
#pragma once

#include "core/model/gpt2_network.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace logitscope
{

class KeyValueCache final : public Gpt2Cache
{
public:
    // Positions. Each of many rows on one prompt has up to two blocks that are partly used or the
    // same as another row's, so they are small; attention reads four keys at a time.
    static constexpr std::size_t blockLength = 4;

    explicit KeyValueCache(const Gpt2Config& config) : config_(config) {}

    std::unique_ptr<Gpt2Cache> copy(int length) override;

    // Makes room for the positions from `begin` to `end`, which no other text reads, and forgets
    // what was there and after. Throws std::bad_alloc; what comes before `begin` stays as it is.
    void makeRoom(int begin, int end);

    // Of the block with this position, [layers, 2 (keys, values), H, blockLength, D].
    float* block(std::size_t position) const { return blocks_[position / blockLength].get(); }

    // Where a head's keys begin in a block, [blockLength, D]. Its values are `half` further on.
    std::size_t keysAt(int layer, int head) const
    {
        return 2 * static_cast<std::size_t>(layer) * half() +
               static_cast<std::size_t>(head * config_.headSize()) * blockLength;
    }

    std::size_t half() const { return static_cast<std::size_t>(config_.width) * blockLength; }

private:
    using Block = std::shared_ptr<float[]>;

    Block newBlock() const;

    Gpt2Config config_;
    std::vector<Block> blocks_;
    std::size_t shared_ = 0; // so many blocks from the first on, other texts may read
};

} // namespace logitscope
