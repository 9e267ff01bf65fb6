// What the rows of a pass see, with every block that several of them share named once for all.
#pragma once

#include "core/model/attention.h"
#include "core/model/gpt2_network.h"

#include <span>
#include <vector>

namespace logitscope
{

// Some of a pass's rows: so few that their scores stay in a near cache.
struct RowGroup
{
    std::size_t first; // row of the pass
    std::size_t rows;
    std::size_t mostSeen;                // positions
    std::vector<Stretch> stretches = {}; // `firstRow` counts from the group's first
};

// Of readings of KeyValueCaches that have room for them.
std::vector<RowGroup> groupRows(std::span<const Reading> readings);

} // namespace logitscope
