#include "app/engine/step_queue.h"

#include <utility>

namespace logitscope
{

bool StepQueue::push(std::uint64_t run, StepRecord record)
{
    const std::lock_guard lock(mutex_);
    entries_.push_back({run, std::move(record)});
    return entries_.size() == 1;
}

std::vector<StepRecord> StepQueue::take(std::uint64_t run)
{
    std::vector<Entry> entries;
    {
        const std::lock_guard lock(mutex_);
        entries = std::exchange(entries_, {});
    }

    std::vector<StepRecord> records;
    for (auto& entry : entries) {
        if (entry.run == run)
            records.push_back(std::move(entry.record));
    }
    return records;
}

} // namespace logitscope
