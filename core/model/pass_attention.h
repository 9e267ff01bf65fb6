// Attention of all rows of a pass, shared by the threads.
#pragma once

#include "core/model/row_group.h"

#include <span>
#include <vector>

namespace logitscope
{

class PassAttention
{
public:
    // Of readings of KeyValueCaches that have room for them. Both stay.
    PassAttention(std::span<const Reading> readings, const Gpt2Config& config);

    // Of rows of `parts`, [R, 3, H, D]: queries, keys and values. `out` is [R, H, D].
    void attend(int layer, std::span<const float> parts, std::span<float> out) const;

private:
    AttentionHeads headsOf(int layer, std::span<const float> parts) const;

    void shareStretches(const AttentionHeads& heads, std::span<float> out) const;
    void shareHeads(const AttentionHeads& heads, std::span<float> out) const;

    std::span<const Reading> readings_;
    const Gpt2Config& config_;
    std::vector<RowGroup> groups_;
};

} // namespace logitscope
