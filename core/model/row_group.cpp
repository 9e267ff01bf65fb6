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
void addRun(std::vector<SeenRun>& runs, SeenRun run)
{
    const auto before = std::ranges::find_if(runs, [&](const SeenRun& other) {
        return other.firstRow == run.firstRow && other.rows == run.rows &&
               other.position + other.positions == run.position && run.skipped == 0;
    });
    if (before == runs.end())
        return runs.push_back(std::move(run));
    before->positions += run.positions;
    before->blocks.push_back(run.blocks.front());
}

RowGroup groupOf(std::span<const Reading> rows, std::size_t first)
{
    RowGroup group{.first = first};
    for (const auto& row : rows)
        group.seen.push_back(seenBy(row));
    group.mostSeen = std::ranges::max(group.seen);

    for (std::size_t position = 0; position < group.mostSeen; position += blockLength) {
        for (std::size_t row = 0, end = 0; row < rows.size(); row = end) {
            const std::byte* block = blockAt(position, rows[row]);
            for (end = row + 1; end < rows.size() && blockAt(position, rows[end]) == block;)
                ++end;
            if (!block)
                continue;
            const auto seen = std::span(group.seen).subspan(row, end - row);
            const auto all = std::min(std::ranges::min(seen) - position, blockLength);
            addRun(group.runs, {row, end - row, position, all, 0, {block}});
            for (auto one = row; one < end; ++one) { // tokens of one text see more and more
                const auto own = std::min(group.seen[one] - position, blockLength);
                if (own > all)
                    addRun(group.runs, {one, 1, position + all, own - all, all, {block}});
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
