// Where a worker leaves what happened and the window picks it up, once a frame.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace logitscope
{

template <class Record>
class RunQueue
{
public:
    // `run` is the number of the order that began the run. True when the queue was empty: then
    // somebody has to tell the window.
    bool push(std::uint64_t run, Record record)
    {
        const std::lock_guard lock(mutex_);
        entries_.push_back({run, std::move(record)});
        return entries_.size() == 1;
    }

    // What was pushed for this run since the last take(). Records of other runs, which the window
    // has turned away from, are dropped.
    std::vector<Record> take(std::uint64_t run)
    {
        std::vector<Entry> entries;
        {
            const std::lock_guard lock(mutex_);
            entries = std::exchange(entries_, {});
        }

        std::vector<Record> records;
        for (auto& entry : entries) {
            if (entry.run == run)
                records.push_back(std::move(entry.record));
        }
        return records;
    }

private:
    struct Entry
    {
        std::uint64_t run;
        Record record;
    };

    std::mutex mutex_;
    std::vector<Entry> entries_;
};

} // namespace logitscope
