#include "core/text/utf8.h"

#include <array>
#include <cassert>
#include <utf8proc.h>

namespace logitscope
{

namespace
{

constexpr std::size_t longest = 4; // bytes of a character

Utf8Sequence characterAt(std::string_view text)
{
    utf8proc_int32_t codePoint = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &codePoint);
    if (length <= 0)
        return {Utf8Kind::IllFormed, 1};
    return {Utf8Kind::Character, static_cast<std::size_t>(length),
            static_cast<char32_t>(codePoint)};
}

// utf8proc says that no character is here, but not whether these bytes begin one. They do if the
// lowest or the highest bytes that may follow in any character make them one.
bool canBecomeCharacter(std::string_view beginning)
{
    for (const char follower : {'\x80', '\xBF'}) {
        std::array<char, longest> whole;
        whole.fill(follower);
        beginning.copy(whole.data(), whole.size());
        const auto found = characterAt({whole.data(), whole.size()});
        if (found.kind == Utf8Kind::Character && found.length > beginning.size())
            return true;
    }
    return false;
}

} // namespace

Utf8Sequence firstUtf8Sequence(std::string_view text)
{
    assert(!text.empty());
    const auto found = characterAt(text.substr(0, longest));
    if (found.kind == Utf8Kind::Character || !canBecomeCharacter(text.substr(0, 1)))
        return found;
    std::size_t length = 1;
    while (length < text.size() && canBecomeCharacter(text.substr(0, length + 1)))
        ++length;
    return {length == text.size() ? Utf8Kind::Unfinished : Utf8Kind::IllFormed, length};
}

} // namespace logitscope
