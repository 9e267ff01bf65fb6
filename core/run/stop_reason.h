// Why a continuation ended.
#pragma once

#include <optional>
#include <string_view>

namespace logitscope
{

enum class StopReason
{
    Length,      // as many tokens as were asked for
    EndOfText,   // a token that ends a text was sampled: <|endoftext|>
    ContextFull, // prompt and continuation fill the model's context
    Stopped,     // by the user
    StopString,  // the text contains a string that was to end it
};

// As in JSON: "length", "end_of_text", "context_full", "stopped", "stop_string".
std::string_view stopReasonName(StopReason reason);
std::optional<StopReason> stopReasonNamed(std::string_view name);

// Whether nothing can follow any more.
constexpr bool isFinal(StopReason reason)
{
    return reason == StopReason::EndOfText || reason == StopReason::ContextFull;
}

// For people: "the model ended the text".
std::string_view stopReasonSentence(StopReason reason);

} // namespace logitscope
