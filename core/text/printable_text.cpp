#include "core/text/printable_text.h"

#include "core/text/utf8.h"
#include "core/text/utf8_stream.h"

namespace logitscope
{

namespace
{

// U+2400 + c, in UTF-8; 0x7F is the one after U+2420.
std::string picture(char32_t control)
{
    const auto place = control == 0x7F ? 0x21 : static_cast<int>(control);
    return {'\xE2', '\x90', static_cast<char>(0x80 + place)};
}

// Embeddings, overrides and isolates of direction.
bool turns(char32_t value)
{
    return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

std::string printable(std::string_view character, char32_t value)
{
    if (value == U'\n' || value == U'\r' || value == 0x2028 || value == 0x2029)
        return "\n";
    if (value == U'\t')
        return " ";
    if (value < 0x20 || value == 0x7F)
        return picture(value);
    const bool hasNoPicture = (value >= 0x80 && value < 0xA0) || turns(value);
    return hasNoPicture ? "\uFFFD" : std::string(character);
}

} // namespace

std::string printableText(std::string_view bytes)
{
    const auto text = validUtf8(bytes);
    std::string shown;
    for (std::string_view rest = text; !rest.empty();) {
        if (rest.starts_with("\r\n"))
            rest.remove_prefix(1);
        const auto next = firstUtf8Sequence(rest);
        shown += printable(rest.substr(0, next.length), next.codePoint);
        rest.remove_prefix(next.length);
    }
    return shown;
}

} // namespace logitscope
