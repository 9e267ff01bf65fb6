// Which token a server means by the name that it has in OpenAI's completions: "token_id:262" of
// vLLM, otherwise its text.
#pragma once

#include "core/token_id.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace logitscope
{

class TokenNames
{
public:
    // `vocabulary` has each token's bytes, by id.
    explicit TokenNames(std::span<const std::string> vocabulary);

    // Nothing for the text of no token or of several, or with a U+FFFD in it: then it is of bytes
    // that are no text, and there is no telling which. "bytes:\xe2\x80" says them.
    std::optional<TokenId> find(std::string_view name) const;

    // Several tokens may have one name then.
    static bool isText(std::string_view name) { return !name.starts_with(byId); }

    // An id that is written in decimal digits.
    static std::optional<TokenId> numberIn(std::string_view digits);

private:
    static constexpr std::string_view byId = "token_id:";

    std::unordered_map<std::string, std::optional<TokenId>> byBytes_; // nothing: several
};

} // namespace logitscope
