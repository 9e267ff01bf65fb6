// Attention of one head of new tokens, the rows, over the keys and values before them (Vaswani et
// al. 2017), which are F32 or BF16; all else is F32. A row's result is the same to the last bit
// whatever rows are beside it.
#pragma once

#include "core/model/precision.h"

#include <cstddef>
#include <span>
#include <vector>

namespace logitscope
{

// Positions one after the other, which some rows side by side see at the same place of their texts.
struct SeenRun
{
    std::size_t firstRow;
    std::size_t rows;
    std::size_t position; // the first
    std::size_t positions;
    std::size_t skipped;                  // positions of the first block before it
    std::vector<const std::byte*> blocks; // of a KeyValueCache
};

// D is the head's size.
struct AttentionHead
{
    std::size_t size;        // D
    Precision precision;     // of keys and values: F32 or BF16
    std::size_t keysAt;      // so many numbers into every block
    std::size_t valuesAt;    // the same
    const float* queries;    // the first row's, [D]
    std::size_t queryStride; // from row to row
    float* out;              // the first row's, [D]
    std::size_t outStride;   // from row to row
    float scale;
};

// out = softmax(scale query keys^T) values, for each row over its first `seen[row]` positions. The
// runs are all that rows see, for every row in the order of its text. `scores` is room to work in,
// as many rows as there are of the largest `seen`.
void attend(const AttentionHead& head, std::span<const SeenRun> runs,
            std::span<const std::size_t> seen, std::span<float> scores);

} // namespace logitscope
