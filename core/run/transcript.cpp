#include "core/run/transcript.h"

#include "core/text/utf8_stream.h"

#include <span>

namespace logitscope
{

std::string Transcript::text() const
{
    std::span<const Step> shown = steps;
    if (stopReason == StopReason::EndOfText)
        shown = shown.first(shown.size() - 1);

    Utf8Stream utf8;
    std::string text;
    for (const auto& step : shown)
        text += utf8.push(step.bytes);
    return text + utf8.finish();
}

} // namespace logitscope
