#include "core/text/token_label.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <utf8proc.h>

namespace logitscope
{

namespace
{

constexpr char32_t openBox = 0x2423; // ␣

// utf8proc knows no properties of characters that Unicode has only reserved; these ranges are
// default ignorable whatever they will hold.
bool isReservedInvisible(char32_t character)
{
    return character == 0x2065 || (character >= 0xFFF0 && character <= 0xFFF8) ||
           (character >= 0xE0000 && character <= 0xE0FFF);
}

std::string characterLabel(std::string_view character, char32_t value)
{
    switch (value) {
    case U' ':
        return "␣";
    case U'\n':
        return "\\n";
    case U'\t':
        return "\\t";
    case U'\r':
        return "\\r";
    case U'\\':
        return "\\\\";
    default:
        break;
    }
    if (value < 0x20 || value == 0x7F)
        return fmt::format("\\x{:02x}", std::uint32_t(value));
    if (value == openBox || isInvisible(value))
        return fmt::format("\\u{{{:x}}}", std::uint32_t(value));
    return std::string(character);
}

} // namespace

bool isInvisible(char32_t character)
{
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(character));
    switch (property->category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
        return true;
    default:
        return property->ignorable || isReservedInvisible(character);
    }
}

std::string tokenLabel(std::string_view bytes)
{
    std::string label;
    while (!bytes.empty()) {
        const Utf8Sequence next = firstUtf8Sequence(bytes);
        const std::string_view sequence = bytes.substr(0, next.length);
        bytes.remove_prefix(next.length);
        if (next.kind == Utf8Kind::Character) {
            label += characterLabel(sequence, next.codePoint);
        } else {
            for (const char byte : sequence)
                fmt::format_to(std::back_inserter(label), "\\x{:02x}",
                               static_cast<unsigned char>(byte));
        }
    }
    return label;
}

std::string tokenLabel(TokenId token, std::string_view bytes)
{
    return bytes.empty() ? fmt::format("[{}]", token) : tokenLabel(bytes);
}

} // namespace logitscope
