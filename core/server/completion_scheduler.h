// Many requests on one model: they wait in a bounded queue, and those that run share every step, as
// rows of one batch that join when there is room and leave when they end.
#pragma once

#include "core/generation/model_folder.h"
#include "core/result.h"
#include "core/server/completion.h"
#include "core/server/completion_request.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

// One request on its way, between the scheduler's thread, which fills it, and the one that answers.
class CompletionJob
{
public:
    virtual ~CompletionJob() = default;

    struct News
    {
        std::vector<ChoicePiece> pieces; // since the last call, in order
        bool ended = false;              // after these pieces nothing comes
        std::optional<Error> error = {}; // why it ended too early: the model, or the server stops
        Usage usage = {};                // so far
    };

    // Returns as soon as there is news, or with none after `longest`.
    virtual News wait(std::chrono::milliseconds longest) = 0;

    // Nobody listens any more: its rows leave before the next step. Any thread, any time.
    virtual void cancel() = 0;
};

struct SchedulerLimits
{
    int rows = 64;  // that step together
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

    // Ends all jobs within a step.
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
