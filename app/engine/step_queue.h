// Where the worker leaves its steps and the window picks them up, once a frame.
#pragma once

#include "app/engine/step_record.h"

#include <cstdint>
#include <mutex>
#include <vector>

namespace logitscope
{

class StepQueue
{
public:
    // `run` is the number of the order that began the continuation. True when the queue was empty:
    // then somebody has to tell the window.
    bool push(std::uint64_t run, StepRecord record);

    // What was pushed for this run since the last take(). Steps of other runs, which the window has
    // turned away from, are dropped.
    std::vector<StepRecord> take(std::uint64_t run);

private:
    struct Entry
    {
        std::uint64_t run;
        StepRecord record;
    };

    std::mutex mutex_;
    std::vector<Entry> entries_;
};

} // namespace logitscope
