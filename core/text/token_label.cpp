#include "core/text/token_label.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace logitscope
{

namespace
{

struct Range
{
    char32_t first;
    char32_t last;
};

// Beyond ASCII, [\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cf}] in Unicode 15, in
// ascending order.
constexpr std::array invisible = {
    Range{0x80, 0xA0},       Range{0xAD, 0xAD},       Range{0x34F, 0x34F},
    Range{0x600, 0x605},     Range{0x61C, 0x61C},     Range{0x6DD, 0x6DD},
    Range{0x70F, 0x70F},     Range{0x890, 0x891},     Range{0x8E2, 0x8E2},
    Range{0x115F, 0x1160},   Range{0x1680, 0x1680},   Range{0x17B4, 0x17B5},
    Range{0x180B, 0x180F},   Range{0x2000, 0x200F},   Range{0x2028, 0x202F},
    Range{0x205F, 0x206F},   Range{0x3000, 0x3000},   Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB},   Range{0x110BD, 0x110BD}, Range{0x110CD, 0x110CD},
    Range{0x13430, 0x1343F}, Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A},
    Range{0xE0000, 0xE0FFF},
};

constexpr char32_t openBox = 0x2423; // ␣

bool isInvisible(char32_t character)
{
    const auto range = std::ranges::lower_bound(invisible, character, {}, &Range::last);
    return range != invisible.end() && range->first <= character;
}

std::string characterLabel(std::string_view character)
{
    const char32_t value = codePoint(character);
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

std::string tokenLabel(std::string_view bytes)
{
    std::string label;
    while (!bytes.empty()) {
        const Utf8Sequence next = firstUtf8Sequence(bytes);
        const std::string_view sequence = bytes.substr(0, next.length);
        bytes.remove_prefix(next.length);
        if (next.kind == Utf8Kind::Character) {
            label += characterLabel(sequence);
        } else {
            for (const char byte : sequence)
                fmt::format_to(std::back_inserter(label), "\\x{:02x}",
                               static_cast<unsigned char>(byte));
        }
    }
    return label;
}

} // namespace logitscope
