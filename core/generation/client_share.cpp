#include "core/generation/client_share.h"

#include <algorithm>
#include <limits>

namespace logitscope
{

bool GenerationClient::Share::Load::take(const JobRun& run, int mostRows)
{
    const bool isFull = rows > 0 && rows + run.rowsLeft() > mostRows;
    if (model && (isFull || run.model().get() != model))
        return false;
    rows += run.rowsLeft();
    model = run.model().get();
    return true;
}

int GenerationClient::Share::rowsInBatch() const
{
    std::size_t count = 0;
    for (const auto& run : running)
        count += run->rows().size();
    return static_cast<int>(count);
}

JobRun* GenerationClient::Share::nextToRead(std::span<JobRun* const> besides) const
{
    for (const auto& run : running) {
        if (!run->hasTextLeft())
            continue;
        if (!run->isCancelled() && std::ranges::find(besides, run.get()) == besides.end())
            return run.get();
        if (cache.keepsTexts())
            break; // the next job may go on with what this one reads
    }
    return nullptr;
}

void GenerationClient::Share::tookTurn(const JobRun& run)
{
    const auto at = std::ranges::find(running, &run, &std::unique_ptr<JobRun>::get);
    if (!cache.keepsTexts())
        std::rotate(at, at + 1, running.end());
}

bool GenerationClient::Share::hasPlaceFor(const JobRun& run) const
{
    auto taken = load;
    int wait = 0;
    for (const auto& one : waiting)
        if (!one->isCancelled() && (wait > 0 || waitsForMemory || !taken.take(*one, limits.rows)))
            ++wait;
    return (wait == 0 && taken.take(run, limits.rows)) || wait < limits.queue;
}

void GenerationClient::Share::countRunning()
{
    runningCount = static_cast<int>(running.size());
    load = {};
    for (const auto& run : running)
        load.take(*run, std::numeric_limits<int>::max());
}

} // namespace logitscope
