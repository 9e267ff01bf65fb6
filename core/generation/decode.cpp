#include "core/generation/decode.h"

#include <optional>

namespace logitscope
{

Result<StopReason> decode(Continuation& continuation, int count, const DecodeCallbacks& callbacks,
                          StopStrings stop)
{
    for (int i = 0; i < count; ++i) {
        if (const auto end = continuation.end())
            return *end;
        if (callbacks.stopRequested())
            return StopReason::Stopped;
        const auto step = continuation.advance(callbacks.settings());
        if (!step)
            return tl::unexpected(step.error());
        callbacks.stepped(*step);
        if (!continuation.endedText() && stop.completedBy(step->bytes))
            return StopReason::StopString;
    }
    return continuation.end().value_or(StopReason::Length);
}

Result<void> decodeBatch(std::vector<BatchRow> rows, int count, const BatchCallbacks& callbacks)
{
    Batch batch;
    for (auto& row : rows)
        batch.add(std::move(row), count);

    std::optional<Error> failure;
    const BatchEvents events{
        .stepped = [&](int row, const Step& step,
                       std::span<const float>) { callbacks.stepped(row, step); },
        .ended = callbacks.ended,
        .failed = [&](int, const Error& error) { failure = failure.value_or(error); }};
    for (batch.removeEnded(events); !batch.isEmpty(); batch.removeEnded(events)) {
        if (callbacks.stopRequested()) {
            batch.stop(events);
            return {};
        }
        if (const auto read = batch.step(events); !read)
            return read;
        if (failure)
            return tl::unexpected(*failure);
    }
    return {};
}

} // namespace logitscope
