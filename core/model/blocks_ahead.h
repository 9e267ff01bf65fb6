// Fetches keys and values from memory some time before they are multiplied.
#pragma once

#include "core/model/attention.h"
#include "core/model/key_value_cache.h"
#include "core/model/weight_formats.h"

#include <cstddef>
#include <span>

namespace logitscope
{

// One head's come as they are needed. Those of all heads come as they lie there, a stretch ahead:
// head after head would read a little from one page after another.
class BlocksAhead
{
public:
    BlocksAhead(const AttentionHeads& heads, std::span<const Stretch> stretches)
        : keysAt_(heads.keysAt * bytesOfNumber(heads))
        , valuesAt_(heads.valuesAt * bytesOfNumber(heads))
        , pieceSize_(KeyValueCache::headStride(heads.size) * bytesOfNumber(heads))
        , heads_(heads.count)
        , together_(heads.count == 1 ? 1 : 2 * heads.count)
        , stretches_(stretches)
    {
        constexpr std::size_t shortLead = 8;
        const auto lead = heads.count == 1 ? shortLead : stretches[0].blocks.size() * together_;
        for (std::size_t piece = 0; piece < lead; ++piece)
            step();
    }

    // What one head has of a block's keys, or of its values.
    __attribute__((always_inline)) void step()
    {
        if (stretches_.empty())
            return;
        const auto& blocks = stretches_.front().blocks;
        const auto piece = first_ + done_;
        const auto* bytes =
            blocks[block_] + (piece < heads_ ? keysAt_ + piece * pieceSize_
                                             : valuesAt_ + (piece - heads_) * pieceSize_);
        constexpr std::size_t cacheLine = 64;
        for (std::size_t i = 0; i < pieceSize_; i += cacheLine)
            __builtin_prefetch(bytes + i, 0, 2); // to the second level: the first is small
        if (++done_ < together_)
            return;
        done_ = 0;
        if (++block_ < blocks.size())
            return;
        block_ = 0;
        first_ += together_;
        if (first_ < 2 * heads_)
            return;
        first_ = 0;
        stretches_ = stretches_.subspan(1);
    }

private:
    static std::size_t bytesOfNumber(const AttentionHeads& heads)
    {
        return heads.precision == Precision::BF16 ? sizeof(Bf16) : sizeof(float);
    }

    std::size_t keysAt_; // bytes
    std::size_t valuesAt_;
    std::size_t pieceSize_;
    std::size_t heads_;
    std::size_t together_; // so many of a block's pieces, the heads' keys and then their values
    std::span<const Stretch> stretches_;
    std::size_t block_ = 0;
    std::size_t first_ = 0; // of the pieces that come together
    std::size_t done_ = 0;  // of them
};

} // namespace logitscope
