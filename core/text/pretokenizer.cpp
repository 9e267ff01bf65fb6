#define PCRE2_CODE_UNIT_WIDTH 8

#include "core/text/pretokenizer.h"

#include "core/text/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <pcre2.h>
#include <string>

namespace logitscope
{

namespace
{

struct FreeCode
{
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};

struct FreeMatchData
{
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

using Code = std::unique_ptr<pcre2_code, FreeCode>;
using MatchData = std::unique_ptr<pcre2_match_data, FreeMatchData>;

// GPT-2's pattern, from its encoder.py:
//     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
// Its \s is that of Python's "regex" module: Unicode's White_Space, written out here because
// PCRE2's own \s also has U+180E, the Mongolian vowel separator. \p{L} and \p{N} are those of the
// Unicode version that PCRE2 was built with, so a character that is newer than GPT-2 may be cut
// differently.
std::string gpt2Pattern()
{
    const std::string space = R"(\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029})"
                              R"(\x{202f}\x{205f}\x{3000})";
    return R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^)" + space + R"(\p{L}\p{N}]+|[)" +
           space + "]+(?![^" + space + "])|[" + space + "]+";
}

Code compile(const std::string& pattern)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                            PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED, &error, &offset, nullptr));
    if (!code) {
        // Only a PCRE2 that was built without Unicode gets here.
        std::fprintf(stderr, "PCRE2 cannot compile GPT-2's pattern (error %d)\n", error);
        std::abort();
    }
    // Where there is no JIT, pcre2_match() interprets: the same pieces, a few times slower.
    pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
    return code;
}

// Constant once compiled; each call brings its own match data.
const pcre2_code* gpt2Code()
{
    static const Code code = compile(gpt2Pattern());
    return code.get();
}

// How many bytes at the beginning are whole characters (whole = true), or are not (whole = false).
std::size_t runLength(std::string_view text, bool whole)
{
    std::size_t length = 0;
    while (length < text.size()) {
        const Utf8Sequence next = firstUtf8Sequence(text.substr(length));
        if ((next.kind == Utf8Kind::Character) != whole)
            break;
        length += next.length;
    }
    return length;
}

// The length of the first piece. The pattern matches at the beginning of any text, so there is no
// match only if PCRE2 ran out of something; the text then stays one piece, so that none of it is
// lost.
std::size_t firstPieceLength(const pcre2_code* code, pcre2_match_data* match, std::string_view text)
{
    // runLength() has checked the text. Checking it again here would read all of it for each piece.
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int count = pcre2_match(code, subject, text.size(), 0, PCRE2_NO_UTF_CHECK, match, nullptr);
    if (count == PCRE2_ERROR_JIT_STACKLIMIT)
        count = pcre2_match(code, subject, text.size(), 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, match,
                            nullptr);
    return count > 0 ? pcre2_get_ovector_pointer(match)[1] : text.size();
}

} // namespace

std::vector<std::string_view> pretokenize(std::string_view text)
{
    const pcre2_code* code = gpt2Code();
    const MatchData match(pcre2_match_data_create_from_pattern(code, nullptr));

    std::vector<std::string_view> pieces;
    const auto takePiece = [&](std::string_view& from, std::size_t length) {
        pieces.push_back(from.substr(0, length));
        from.remove_prefix(length);
    };

    while (!text.empty()) {
        std::string_view valid = text.substr(0, runLength(text, true));
        text.remove_prefix(valid.size());
        while (!valid.empty())
            takePiece(valid, firstPieceLength(code, match.get(), valid));
        if (const std::size_t illFormed = runLength(text, false); illFormed > 0)
            takePiece(text, illFormed);
    }
    return pieces;
}

} // namespace logitscope
