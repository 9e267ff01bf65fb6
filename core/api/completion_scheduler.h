// Many requests on one model: they wait in a bounded queue, and those that run share every step, as
// rows of one batch that join when there is room and leave when they end.
#pragma once

#include "core/api/completion_job.h"
#include "core/api/completion_request.h"
#include "core/generation/model_folder.h"

#include <cstdint>
#include <memory>

namespace logitscope
{

struct SchedulerLimits
{
    // That step together: twice what one request may have, so that the largest leaves room beside
    // it. A request that needs more than all runs alone.
    int rows = 128;
    int queue = 64; // requests that wait for room
};

struct SchedulerCounters
{
    int running = 0; // requests
    int waiting = 0;
    std::uint64_t generatedTokens = 0; // since the scheduler began
};

class CompletionScheduler
{
public:
    explicit CompletionScheduler(const SchedulerLimits& limits = {});

    // Ends all jobs within a step, with an Error.
    ~CompletionScheduler();

    // From any thread. nullptr when the queue is full. Requests run in the order in which they
    // come; one for another model than the running ones' waits until these have ended.
    std::shared_ptr<CompletionJob> submit(std::shared_ptr<const OpenModel> model,
                                          CompletionRequest request);

    SchedulerCounters counters() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace logitscope
