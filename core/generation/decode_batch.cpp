#include "core/generation/decode_batch.h"

#include <optional>

namespace logitscope
{

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
