#include "core/generation/batch.h"

#include "core/parallel.h"

#include <algorithm>
#include <cassert>
#include <future>
#include <utility>

namespace logitscope
{

std::optional<StopReason> Batch::Runner::end() const
{
    if (sawStopString)
        return StopReason::StopString;
    if (const auto end = what.continuation.end())
        return end;
    if (left <= 0)
        return StopReason::Length;
    return std::nullopt;
}

int Batch::add(BatchRow row, int count)
{
    running_.push_back({added_, std::move(row), count});
    return added_++;
}

std::optional<Continuation> Batch::remove(int row)
{
    const auto found = std::ranges::find(running_, row, &Runner::row);
    if (found == running_.end())
        return std::nullopt;
    auto continuation = std::move(found->what.continuation);
    running_.erase(found);
    return continuation;
}

void Batch::removeEnded(const BatchEvents& events)
{
    std::erase_if(running_, [&](Runner& runner) {
        const auto end = runner.end();
        if (end)
            events.ended(runner.row, *end, std::move(runner.what.continuation));
        return end.has_value();
    });
}

// What rows lack is asked for beside the pass of the others, for all of them at once.
Result<void> Batch::readAll(std::span<Runner* const> runners)
{
    std::vector<Continuation*> continuations;
    std::vector<std::pair<Runner*, std::future<Result<void>>>> fetches;
    for (auto* runner : runners) {
        auto& continuation = runner->what.continuation;
        continuations.push_back(&continuation);
        runner->step = std::nullopt;
        if (continuation.isLacking())
            fetches.emplace_back(runner, std::async(std::launch::async, [&continuation] {
                                     return continuation.fetchLacking();
                                 }));
    }
    const auto read = Continuation::readTogether(continuations);
    for (auto& [runner, fetch] : fetches)
        if (const auto fetched = fetch.get(); !fetched)
            runner->step = tl::unexpected(fetched.error());
    return read;
}

// On all cores, so that nine rows don't wait for it.
void Batch::drawAll(std::span<Runner* const> runners)
{
    constexpr std::size_t drawingWork = 16; // of a token of the vocabulary, in multiply-adds
    const auto work = runners.front()->what.continuation.logits().size() * drawingWork;
    parallelFor(static_cast<int>(runners.size()), grainOf(work), [&](int begin, int end) {
        for (int i = begin; i < end; ++i) {
            auto& runner = *runners[static_cast<std::size_t>(i)];
            if (runner.step) // it could fetch what it lacked
                runner.step = runner.what.continuation.draw(runner.what.settings, runner.what.bias);
        }
    });
}

Result<void> Batch::step(std::span<const int> rows, const BatchEvents& events)
{
    assert(!rows.empty());
    std::vector<Runner*> runners;
    for (const int row : rows) {
        auto& runner = *std::ranges::lower_bound(running_, row, {}, &Runner::row);
        assert(runner.row == row);
        if (runner.what.settingsAt && !runner.what.continuation.isLacking())
            runner.what.settings = runner.what.settingsAt(runner.what.continuation.steps());
        runners.push_back(&runner);
    }
    if (const auto read = readAll(runners); !read)
        return read;
    for (const auto* runner : runners)
        if (!runner->step && events.interrupted && events.interrupted())
            return tl::unexpected(runner->step.error());
    drawAll(runners);
    for (auto* runner : runners) {
        if (!runner->step) {
            events.failed(runner->row, runner->step.error());
            continue;
        }
        const auto& step = *runner->step;
        if (!step)
            continue;
        --runner->left;
        runner->sawStopString =
            !runner->what.continuation.endedText() && runner->what.stop.completedBy(step->bytes);
        events.stepped(runner->row, *step, runner->what.continuation.logits());
    }
    std::erase_if(running_, [](const Runner& runner) { return !runner.step; });
    return {};
}

} // namespace logitscope
