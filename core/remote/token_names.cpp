#include "core/remote/token_names.h"

#include <charconv>

namespace logitscope
{

namespace
{

// All of the digits, or nothing.
std::optional<int> wholeNumber(std::string_view digits, int base)
{
    int number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, number, base);
    return error == std::errc() && at == end && number >= 0 ? std::optional(number) : std::nullopt;
}

// Of "\xe2\x80".
std::optional<std::string> escapedBytes(std::string_view text)
{
    std::string bytes;
    for (; !text.empty(); text.remove_prefix(4)) {
        const auto number = text.starts_with("\\x") && text.size() >= 4
                                ? wholeNumber(text.substr(2, 2), 16)
                                : std::nullopt;
        if (!number)
            return std::nullopt;
        bytes += static_cast<char>(*number);
    }
    return bytes;
}

} // namespace

TokenNames::TokenNames(std::span<const std::string> vocabulary)
{
    TokenId token = 0;
    for (const auto& bytes : vocabulary) {
        const auto [found, isNew] = byBytes_.try_emplace(bytes, token++);
        if (!isNew)
            found->second = std::nullopt;
    }
}

std::optional<TokenId> TokenNames::find(std::string_view name) const
{
    constexpr std::string_view byBytes = "bytes:";
    if (name.starts_with(byId))
        return numberIn(name.substr(byId.size()));
    if (name.find("\xef\xbf\xbd") != std::string_view::npos)
        return std::nullopt;
    const auto escaped =
        name.starts_with(byBytes) ? escapedBytes(name.substr(byBytes.size())) : std::nullopt;
    const auto found = byBytes_.find(escaped.value_or(std::string(name)));
    return found == byBytes_.end() ? std::nullopt : found->second;
}

std::optional<TokenId> TokenNames::numberIn(std::string_view digits)
{
    return wholeNumber(digits, 10);
}

} // namespace logitscope
