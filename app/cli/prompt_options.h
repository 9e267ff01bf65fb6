// The options that say what text a command reads, and how.
#pragma once

#include "app/cli/command_line.h"
#include "core/result.h"
#include "core/text/added_tokens.h"

#include <optional>
#include <string>

namespace logitscope
{

// What --text says, or where that is "-" all that stdin has, byte for byte, up to more than any
// context holds.
Result<std::optional<std::string>> textOrInput(const std::optional<std::string>& text);

class PromptOptions
{
public:
    // --text and --no-special. The text must be there, unless there is another one without it, of
    // which `otherwise` tells.
    void addTo(const Command& command, const std::string& otherwise = {});

    // As textOrInput() has it: once, as stdin can be read once.
    Result<std::string> text() const;

    // Nothing where there is no --text.
    Result<std::optional<std::string>> textIfGiven() const { return textOrInput(text_); }

    SpecialTokens special() const
    {
        return noSpecial_ ? SpecialTokens::AsText : SpecialTokens::Recognised;
    }

private:
    std::optional<std::string> text_;
    bool noSpecial_ = false;
};

} // namespace logitscope
