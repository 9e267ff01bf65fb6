#include "core/generation/decode.h"

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

} // namespace logitscope
