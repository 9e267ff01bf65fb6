// What the service has of a client: its jobs, its part of the batch, and what it has read.
#pragma once

#include "core/generation/context_cache.h"
#include "core/generation/generation_service.h"
#include "core/generation/job_run.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace logitscope
{

struct GenerationClient::Share
{
    explicit Share(const ClientLimits& theLimits) : limits(theLimits), cache(theLimits.keptTokens)
    {
    }

    // What of a client's rows is taken.
    struct Load
    {
        int rows = 0;
        const OpenModel* model = nullptr;

        // Whether the run can join, as it then has.
        bool take(const JobRun& run, int mostRows);
    };

    const ClientLimits limits;

    // Under the worker's mutex.
    std::deque<std::unique_ptr<JobRun>> waiting;
    Load load; // of those that run
    int runningCount = 0;
    std::uint64_t generatedTokens = 0;
    std::optional<std::chrono::steady_clock::time_point> waitsForMemory; // the first, since then
    std::chrono::steady_clock::time_point looksAgain; // whether there is memory by now
    bool forgets = false;
    bool leaves = false;

    // The worker's thread's own.
    std::vector<std::unique_ptr<JobRun>> running;
    ContextCache cache;
    double seconds = 0.0; // of the processor's time that it has had

    int rowsInBatch() const;

    // Jobs read in turn: one with much to read doesn't hold up one with little. nullptr when there
    // is nothing to read besides what those have.
    JobRun* nextToRead(std::span<JobRun* const> besides = {}) const;
    void tookTurn(const JobRun& run);

    // With those that wait for room; whoever has room isn't waiting, only not yet seen.
    bool hasPlaceFor(const JobRun& run) const;

    void countRunning();
};

} // namespace logitscope
