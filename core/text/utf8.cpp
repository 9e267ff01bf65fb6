#include "core/text/utf8.h"

#include <cassert>

namespace logitscope
{

namespace
{

using Byte = unsigned char;

// A row of Unicode 15, table 3-7, "Well-Formed UTF-8 Byte Sequences". The range of the second byte
// is what keeps out overlong forms, surrogates and everything above U+10FFFF; later bytes are
// always 80..BF. length = 0: no character begins with this byte.
struct Lead
{
    std::size_t length;
    Byte secondMin;
    Byte secondMax;
};

constexpr Lead lead(Byte first)
{
    if (first <= 0x7F)
        return {1, 0, 0};
    if (first < 0xC2)
        return {0, 0, 0};
    if (first <= 0xDF)
        return {2, 0x80, 0xBF};
    if (first <= 0xEF)
        return {3, Byte(first == 0xE0 ? 0xA0 : 0x80), Byte(first == 0xED ? 0x9F : 0xBF)};
    if (first <= 0xF4)
        return {4, Byte(first == 0xF0 ? 0x90 : 0x80), Byte(first == 0xF4 ? 0x8F : 0xBF)};
    return {0, 0, 0};
}

} // namespace

Utf8Sequence firstUtf8Sequence(std::string_view text)
{
    assert(!text.empty());
    const Lead expected = lead(Byte(text[0]));
    if (expected.length == 0)
        return {Utf8Kind::IllFormed, 1};

    for (std::size_t i = 1; i < expected.length; ++i) {
        if (i == text.size())
            return {Utf8Kind::Unfinished, i};
        const Byte min = i == 1 ? expected.secondMin : Byte(0x80);
        const Byte max = i == 1 ? expected.secondMax : Byte(0xBF);
        if (Byte(text[i]) < min || Byte(text[i]) > max)
            return {Utf8Kind::IllFormed, i};
    }
    return {Utf8Kind::Character, expected.length};
}

char32_t codePoint(std::string_view character)
{
    assert(!character.empty());
    const Byte first = Byte(character[0]);
    if (first < 0x80)
        return first;

    // A lead byte is as many ones as the character has bytes, a zero, then the highest bits.
    char32_t value = first & (0x7Fu >> character.size());
    for (const char continuation : character.substr(1))
        value = value << 6 | (Byte(continuation) & 0x3Fu);
    return value;
}

} // namespace logitscope
