// Attention of new tokens, the rows, over the keys and values before them (Vaswani et al. 2017),
// which are F32 or BF16; all else is F32. It goes by stretches of positions, and what they give is
// put together at the end (Dao et al., Flash-Decoding, 2023): so threads share a long text, and
// each reads what lies together in memory. A row's result is the same to the last bit whatever rows
// are beside it and whichever thread reads what.
#pragma once

#include "core/model/precision.h"
#include "core/model/stretch_sums.h"

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
    std::size_t position; // the first, counted from the stretch's
    std::size_t positions;
    std::size_t skipped;                  // positions of the first block before it
    std::vector<const std::byte*> blocks; // of a KeyValueCache
};

// What rows see of so many positions of their texts.
struct Stretch
{
    std::vector<std::size_t> seen;        // positions of each row; 0 where its text ends before
    std::vector<SeenRun> runs;            // all that rows see, for each in the order of its text
    std::vector<const std::byte*> blocks; // the runs', one after the other
};

// Heads side by side, H of size D.
struct AttentionHeads
{
    std::size_t count;       // H
    std::size_t size;        // D
    Precision precision;     // of keys and values: F32 or BF16
    std::size_t keysAt;      // so many numbers into every block
    std::size_t valuesAt;    // the same
    const float* queries;    // the first row's, [H, D]
    std::size_t queryStride; // from row to row
    float scale;
};

// Of the stretches [begin, end).
void attend(const AttentionHeads& heads, std::span<const Stretch> stretches, std::size_t begin,
            std::size_t end, StretchSums& sums);

} // namespace logitscope
