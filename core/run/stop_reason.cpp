#include "core/run/stop_reason.h"

namespace logitscope
{

std::string_view stopReasonName(StopReason reason)
{
    switch (reason) {
    case StopReason::Length:
        return "length";
    case StopReason::EndOfText:
        return "end_of_text";
    case StopReason::ContextFull:
        return "context_full";
    case StopReason::Stopped:
        return "stopped";
    case StopReason::StopString:
        return "stop_string";
    }
    return "";
}

std::optional<StopReason> stopReasonNamed(std::string_view name)
{
    for (const auto reason : {StopReason::Length, StopReason::EndOfText, StopReason::ContextFull,
                              StopReason::Stopped, StopReason::StopString}) {
        if (name == stopReasonName(reason))
            return reason;
    }
    return std::nullopt;
}

std::string_view stopReasonSentence(StopReason reason)
{
    switch (reason) {
    case StopReason::Length:
        return "token limit reached";
    case StopReason::EndOfText:
        return "the model ended the text";
    case StopReason::ContextFull:
        return "the context is full";
    case StopReason::Stopped:
        return "stopped";
    case StopReason::StopString:
        return "stop string";
    }
    return "";
}

} // namespace logitscope
