#include "core/text/byte_alphabet.h"

#include "core/text/utf8.h"

#include <array>
#include <cstddef>

namespace logitscope
{

namespace
{

// A byte that is a printable Latin-1 character spells itself.
constexpr bool spellsItself(int byte)
{
    return ('!' <= byte && byte <= '~') || (0xA1 <= byte && byte <= 0xAC) ||
           (0xAE <= byte && byte <= 0xFF);
}

constexpr int selfSpelled = ('~' - '!' + 1) + (0xAC - 0xA1 + 1) + (0xFF - 0xAE + 1);
constexpr int alphabetEnd = 256 + (256 - selfSpelled);
constexpr int noByte = -1;

// Character to byte. The bytes that don't spell themselves have the characters from U+0100 on, in
// the order of the bytes (bytes_to_unicode in GPT-2's encoder.py).
constexpr std::array<int, alphabetEnd> byteOfCharacter = [] {
    std::array<int, alphabetEnd> table{};
    table.fill(noByte);
    int next = 256;
    for (int byte = 0; byte < 256; ++byte)
        table[std::size_t(spellsItself(byte) ? byte : next++)] = byte;
    return table;
}();

} // namespace

std::optional<std::string> spelledBytes(std::string_view spelling)
{
    std::string bytes;
    while (!spelling.empty()) {
        const Utf8Sequence next = firstUtf8Sequence(spelling);
        if (next.kind != Utf8Kind::Character)
            return std::nullopt;
        const auto character = next.codePoint;
        if (character >= byteOfCharacter.size() || byteOfCharacter[character] == noByte)
            return std::nullopt;
        bytes += char(byteOfCharacter[character]);
        spelling.remove_prefix(next.length);
    }
    return bytes;
}

} // namespace logitscope
