#include "core/generation/batch.h"

#include "core/parallel.h"

#include <cassert>

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

void Batch::remove(int row)
{
    std::erase_if(running_, [row](const Runner& runner) { return runner.row == row; });
}

void Batch::removeEnded(const BatchEvents& events)
{
    std::erase_if(running_, [&](const Runner& runner) {
        const auto end = runner.end();
        if (end)
            events.ended(runner.row, *end);
        return end.has_value();
    });
}

void Batch::stop(const BatchEvents& events)
{
    for (const auto& runner : running_)
        events.ended(runner.row, StopReason::Stopped);
    running_.clear();
}

// On all cores, so that nine rows don't wait for it.
void Batch::drawAll()
{
    constexpr std::size_t drawingWork = 16; // of a token of the vocabulary, in multiply-adds
    const auto work = running_.front().what.continuation.logits().size() * drawingWork;
    parallelFor(static_cast<int>(running_.size()), grainOf(work), [&](int begin, int end) {
        for (int i = begin; i < end; ++i) {
            auto& runner = running_[static_cast<std::size_t>(i)];
            runner.step =
                runner.what.continuation.draw(runner.what.settings, runner.what.adjustment);
        }
    });
}

Result<void> Batch::step(const BatchEvents& events)
{
    assert(!isEmpty());
    std::vector<Continuation*> continuations;
    for (auto& runner : running_)
        continuations.push_back(&runner.what.continuation);
    if (const auto read = Continuation::readTogether(continuations); !read)
        return read;
    drawAll();
    for (auto& runner : running_) {
        const auto& step = *runner.step;
        if (!step) {
            events.failed(runner.row, step.error());
            continue;
        }
        --runner.left;
        runner.sawStopString =
            !runner.what.continuation.endedText() && runner.what.stop.completedBy(step->bytes);
        events.stepped(runner.row, *step, runner.what.continuation.logits());
    }
    std::erase_if(running_, [](const Runner& runner) { return !runner.step->has_value(); });
    return {};
}

} // namespace logitscope
