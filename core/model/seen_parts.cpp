#include "core/model/seen_parts.h"

#include "core/model/key_value_cache.h"

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr std::size_t mostRows = 16;
constexpr auto blockLength = KeyValueCache::blockLength;

std::size_t seenBy(const Reading& reading)
{
    return static_cast<std::size_t>(reading.position) + 1;
}

// nullptr where the row sees nothing of it.
const float* blockAt(std::size_t position, const Reading& row)
{
    return position < seenBy(row) ? static_cast<const KeyValueCache*>(row.cache)->block(position)
                                  : nullptr;
}

RowGroup groupOf(std::span<const Reading> rows, std::size_t first)
{
    RowGroup group{.first = first};
    for (const auto& row : rows)
        group.seen.push_back(seenBy(row));
    group.mostSeen = std::ranges::max(group.seen);

    for (std::size_t position = 0; position < group.mostSeen; position += blockLength) {
        for (std::size_t row = 0, end = 0; row < rows.size(); row = end) {
            const float* block = blockAt(position, rows[row]);
            for (end = row + 1; end < rows.size() && blockAt(position, rows[end]) == block;)
                ++end;
            if (!block)
                continue;
            const auto seen = std::span(group.seen).subspan(row, end - row);
            const auto all = std::min(std::ranges::min(seen) - position, blockLength);
            group.parts.push_back({row, end - row, position, all, block});
            for (auto one = row; one < end; ++one) { // tokens of one text see more and more
                const auto own = std::min(group.seen[one] - position, blockLength);
                if (own > all)
                    group.parts.push_back({one, 1, position + all, own - all, block, all});
            }
        }
    }
    return group;
}

} // namespace

std::vector<RowGroup> groupRows(std::span<const Reading> readings)
{
    const auto count = (readings.size() + mostRows - 1) / mostRows;
    std::vector<RowGroup> groups;
    for (std::size_t group = 0; group < count; ++group) {
        const auto first = group * readings.size() / count;
        const auto end = (group + 1) * readings.size() / count;
        groups.push_back(groupOf(readings.subspan(first, end - first), first));
    }
    return groups;
}

} // namespace logitscope
