#include "core/generation/batch.h"

#include "core/parallel.h"

#include <optional>

namespace logitscope
{

namespace
{

// A row that has not ended.
struct Runner
{
    int row;
    BatchRow* what;
    int steps = 0; // of this batch
    bool sawStopString = false;
    std::optional<Result<Step>> step = {};

    std::optional<StopReason> end(int count) const
    {
        if (sawStopString)
            return StopReason::StopString;
        if (const auto end = what->continuation.end())
            return end;
        if (steps >= count)
            return StopReason::Length;
        return std::nullopt;
    }
};

// On all cores, so that nine rows don't wait for it.
void drawAll(std::vector<Runner>& running)
{
    constexpr std::size_t drawingWork = 16; // of a token of the vocabulary, in multiply-adds
    const auto work = running.front().what->continuation.logits().size() * drawingWork;
    parallelFor(static_cast<int>(running.size()), grainOf(work), [&](int begin, int end) {
        for (int i = begin; i < end; ++i) {
            auto& runner = running[static_cast<std::size_t>(i)];
            runner.step = runner.what->continuation.draw(runner.what->settings);
        }
    });
}

} // namespace

Result<void> decodeBatch(std::vector<BatchRow> rows, int count, const BatchCallbacks& callbacks)
{
    std::vector<Runner> running;
    for (auto& row : rows)
        running.push_back({static_cast<int>(running.size()), &row});

    const auto removeEnded = [&] {
        std::erase_if(running, [&](const Runner& runner) {
            const auto end = runner.end(count);
            if (end)
                callbacks.ended(runner.row, *end);
            return end.has_value();
        });
    };

    for (removeEnded(); !running.empty(); removeEnded()) {
        if (callbacks.stopRequested()) {
            for (const auto& runner : running)
                callbacks.ended(runner.row, StopReason::Stopped);
            return {};
        }
        std::vector<Continuation*> continuations;
        for (const auto& runner : running)
            continuations.push_back(&runner.what->continuation);
        if (const auto read = Continuation::readTogether(continuations); !read)
            return tl::unexpected(read.error());
        drawAll(running);
        for (auto& runner : running) {
            if (!*runner.step)
                return tl::unexpected(runner.step->error());
            ++runner.steps;
            runner.sawStopString = !runner.what->continuation.endedText() &&
                                   runner.what->stop.completedBy((*runner.step)->bytes);
            callbacks.stepped(runner.row, **runner.step);
        }
    }
    return {};
}

} // namespace logitscope
