// The one place where tokens are made. Jobs of all clients share every pass over the weights, as
// rows of one batch that join when there is room and leave when they end.
//
// Clients share the processor's time fairly: who asks for one row beside another's sixty-four
// doesn't wait for all of them at every step. A client that has had less than the others is served
// alone until it has caught up; small ones ride along with a large one, which costs it little.
#pragma once

#include "core/free_memory.h"
#include "core/generation/generation_job.h"
#include "core/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace logitscope
{

class GenerationService;

struct ClientLimits
{
    int rows = 128;     // that step together; a job that needs more than all runs alone
    int queue = 64;     // jobs that wait for room
    int keptTokens = 0; // of texts that stay read for the next job; 0: none does
};

struct ClientCounters
{
    int running = 0; // jobs
    int waiting = 0;
    std::uint64_t generatedTokens = 0; // since the client is there
};

// Somebody who asks: a page of the window, the API, a command. From any thread.
class GenerationClient
{
public:
    // The service outlives it.
    explicit GenerationClient(GenerationService& service, const ClientLimits& limits = {});

    // Ends its jobs within a step, with an Error. After that none of their events comes.
    ~GenerationClient();

    GenerationClient(const GenerationClient&) = delete;
    GenerationClient& operator=(const GenerationClient&) = delete;

    // nullptr when the queue is full. Jobs run in the order in which they come; one for another
    // model than the running ones' waits until these have ended. `ticket`: one that somebody has
    // already.
    std::shared_ptr<JobTicket> submit(GenerationJob job, JobEvents events,
                                      std::shared_ptr<JobTicket> ticket = nullptr);

    // For who has nothing else to do: returns when the job has ended, with its Error. Asked after
    // every step of a row, `stopRequested` cancels it.
    Result<void> run(GenerationJob job, JobEvents events,
                     const std::function<bool()>& stopRequested = {});

    // Lets go of the texts that were kept, and of their model.
    void forgetTexts();

    ClientCounters counters() const;

private:
    friend class GenerationService;
    struct Share;

    GenerationService& service_;
    std::shared_ptr<Share> share_;
};

class GenerationService
{
public:
    // Bytes of memory that nobody uses; nothing where that can't be told.
    using FreeBytes = std::function<std::optional<std::uint64_t>()>;

    // Keys and values of all jobs together are bounded by what is free: a job that doesn't fit
    // waits until others have ended, and has an Error with the two numbers where none runs.
    explicit GenerationService(FreeBytes freeBytes = [] { return freeMemory(); });
    ~GenerationService();

private:
    friend class GenerationClient;
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace logitscope
