#include "core/model/row_group.h"

#include "core/model/key_value_cache.h"

#include <algorithm>
#include <utility>

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
const std::byte* blockAt(std::size_t position, const Reading& row)
{
    return position < seenBy(row) ? static_cast<const KeyValueCache*>(row.cache)->block(position)
                                  : nullptr;
}

// The run goes on where one of the same rows ends.
void addRun(Stretch& stretch, SeenRun run)
{
    auto& runs = stretch.runs;
    const auto before = std::ranges::find_if(runs, [&](const SeenRun& other) {
        return other.firstRow == run.firstRow && other.rows == run.rows &&
               other.position + other.positions == run.position && run.skipped == 0;
    });
    if (before == runs.end())
        return runs.push_back(std::move(run));
    before->positions += run.positions;
    before->blocks.push_back(run.blocks.front());
}

// The positions from `begin` on.
Stretch stretchOf(std::span<const Reading> rows, std::size_t begin)
{
    Stretch stretch;
    for (const auto& row : rows)
        stretch.seen.push_back(std::min(seenBy(row) - std::min(seenBy(row), begin), stretchLength));
    const auto end = std::ranges::max(stretch.seen);
    for (std::size_t position = 0; position < end; position += blockLength) {
        for (std::size_t row = 0, next = 0; row < rows.size(); row = next) {
            const std::byte* block = blockAt(begin + position, rows[row]);
            for (next = row + 1;
                 next < rows.size() && blockAt(begin + position, rows[next]) == block;)
                ++next;
            if (!block)
                continue;
            const auto seen = std::span(stretch.seen).subspan(row, next - row);
            const auto all = std::min(std::ranges::min(seen) - position, blockLength);
            addRun(stretch, {row, next - row, position, all, 0, {block}});
            for (auto one = row; one < next; ++one) { // tokens of one text see more and more
                const auto own = std::min(stretch.seen[one] - position, blockLength);
                if (own > all)
                    addRun(stretch, {one, 1, position + all, own - all, all, {block}});
            }
        }
    }
    for (const auto& run : stretch.runs)
        stretch.blocks.insert(stretch.blocks.end(), run.blocks.begin(), run.blocks.end());
    return stretch;
}

RowGroup groupOf(std::span<const Reading> rows, std::size_t first)
{
    RowGroup group{.first = first,
                   .rows = rows.size(),
                   .mostSeen = seenBy(std::ranges::max(rows, {}, seenBy))};
    for (std::size_t begin = 0; begin < group.mostSeen; begin += stretchLength)
        group.stretches.push_back(stretchOf(rows, begin));
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
