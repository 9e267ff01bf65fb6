#include "core/model/pass_attention.h"

#include "core/model/key_value_cache.h"
#include "core/parallel.h"

#include <algorithm>
#include <utility>

namespace logitscope
{

namespace
{

// Two multiply-adds for each number that is seen, which take four times as long as a product's:
// they wait for memory.
constexpr std::size_t workOfSeen = 8;

} // namespace

PassAttention::PassAttention(std::span<const Reading> readings, const Gpt2Config& config)
    : readings_(readings)
    , config_(config)
    , groups_(groupRows(readings))
{
}

void PassAttention::attend(int layer, std::span<const float> parts, std::span<float> out) const
{
    const auto heads = headsOf(layer, parts);
    const auto stretches = groups_.front().stretches.size();
    if (readings_.size() == 1 && std::cmp_greater_equal(stretches, 2 * threadCount()))
        shareStretches(heads, out);
    else
        shareHeads(heads, out);
}

AttentionHeads PassAttention::headsOf(int layer, std::span<const float> parts) const
{
    const auto& cache = static_cast<const KeyValueCache&>(*readings_.front().cache);
    return {.count = static_cast<std::size_t>(config_.heads),
            .size = static_cast<std::size_t>(config_.headSize()),
            .precision = cache.precision(),
            .keysAt = cache.keysAt(layer, 0),
            .valuesAt = cache.keysAt(layer, 0) + cache.half(),
            .queries = parts.data(),
            .queryStride = 3 * static_cast<std::size_t>(config_.width),
            .scale = static_cast<float>(config_.attentionScale(layer))};
}

// For one row: its numbers are used once, so it waits for memory, which is quickest where all heads
// of a block are read.
void PassAttention::shareStretches(const AttentionHeads& heads, std::span<float> out) const
{
    const auto& stretches = groups_.front().stretches;
    const auto work = workOfSeen * stretchLength * out.size();
    StretchSums sums(1, stretches.size(), heads.count, heads.size);
    parallelFor(static_cast<int>(stretches.size()), grainOf(work), [&](int begin, int end) {
        logitscope::attend(heads, stretches, static_cast<std::size_t>(begin),
                           static_cast<std::size_t>(end), sums);
    });
    sums.putTogether(0, stretches.size(), out);
}

void PassAttention::shareHeads(const AttentionHeads& heads, std::span<float> out) const
{
    const auto most = std::ranges::max_element(groups_, {}, &RowGroup::mostSeen);
    const auto rows = groups_.back().rows;               // of the largest group
    const auto count = static_cast<int>(groups_.size()); // a head's groups read the same keys
    const auto work = workOfSeen * most->mostSeen * heads.size * rows;
    parallelFor(config_.heads * count, grainOf(work), [&](int begin, int end) {
        StretchSums sums(rows, most->stretches.size(), 1, heads.size);
        for (int item = begin; item < end; ++item) {
            const auto& group = groups_[static_cast<std::size_t>(item % count)];
            const auto index = static_cast<std::size_t>(item / count);
            auto head = heads;
            head.count = 1;
            head.keysAt += index * KeyValueCache::headStride(heads.size);
            head.valuesAt += index * KeyValueCache::headStride(heads.size);
            head.queries += group.first * heads.queryStride + index * heads.size;
            logitscope::attend(head, group.stretches, 0, group.stretches.size(), sums);
            for (std::size_t row = 0; row < group.rows; ++row) {
                const auto seen = static_cast<std::size_t>(readings_[group.first + row].position);
                sums.putTogether(
                    row, seen / stretchLength + 1,
                    out.subspan(((group.first + row) * heads.count + index) * heads.size,
                                heads.size));
            }
        }
    });
}

} // namespace logitscope
