#define ZLIB_CONST // its input is const

#include "app/export/pdf_attachment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <zlib.h>

namespace logitscope
{

namespace
{

constexpr auto npos = std::string_view::npos;
constexpr std::string_view blanks = std::string_view("\0\t\n\f\r ", 6);

std::string_view withoutBlanks(std::string_view text)
{
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

// Takes the digits at the beginning of `text`, and the blanks after them, from it.
std::string_view takeNumber(std::string_view& text)
{
    text = withoutBlanks(text);
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    text = withoutBlanks(text.substr(digits.size()));
    return digits;
}

// Nothing where it is cut, damaged or longer than `longest`.
std::optional<std::string> inflated(std::string_view deflated, std::size_t longest)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
    stream.next_in = reinterpret_cast<const Bytef*>(deflated.data());
    stream.avail_in = static_cast<uInt>(deflated.size());
    std::string text;
    std::array<char, 1 << 14> piece;
    int state = Z_OK;
    while (state == Z_OK && text.size() <= longest) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        text.append(piece.data(), piece.size() - stream.avail_out);
    }
    const bool isWhole = state == Z_STREAM_END && text.size() <= longest;
    return isWhole ? std::optional(std::move(text)) : std::nullopt;
}

struct Stream
{
    std::string_view dictionary;
    std::string_view bytes;
};

// The first stream of those whose dictionaries begin at `begin` or later.
std::optional<Stream> streamAt(std::string_view pdf, std::size_t begin)
{
    constexpr std::string_view keyword = "stream";
    const auto end = pdf.find("endstream", begin);
    auto at = pdf.find(keyword, begin);
    while (at < end && !pdf.substr(0, pdf.find_last_not_of(blanks, at - 1) + 1).ends_with(">>"))
        at = pdf.find(keyword, at + 1); // a word in the dictionary
    if (end == npos || at >= end)
        return std::nullopt;
    auto bytes = pdf.substr(at + keyword.size(), end - at - keyword.size());
    bytes.remove_prefix(bytes.starts_with("\r\n") ? 2 : bytes.starts_with('\n') ? 1 : 0);
    return Stream{pdf.substr(begin, at - begin), bytes};
}

std::optional<std::string> contentsOf(const Stream& stream, std::size_t longest)
{
    constexpr std::string_view key = "/Filter";
    constexpr std::string_view flate = "/FlateDecode";
    const auto filter = stream.dictionary.find(key);
    if (filter == npos) {
        auto bytes = stream.bytes;
        bytes.remove_suffix(bytes.ends_with("\r\n") ? 2 : bytes.ends_with('\n') ? 1 : 0);
        return bytes.size() <= longest ? std::optional(std::string(bytes)) : std::nullopt;
    }
    auto names = withoutBlanks(stream.dictionary.substr(filter + key.size()));
    const bool isList = names.starts_with('[');
    if (isList)
        names = withoutBlanks(names.substr(1));
    if (!names.starts_with(flate))
        return std::nullopt;
    const bool isOnly = !isList || withoutBlanks(names.substr(flate.size())).starts_with(']');
    return isOnly ? inflated(stream.bytes, longest) : std::nullopt;
}

// The innermost dictionary around `at`, where it is a short one, as those that are looked for are.
std::string_view dictionaryAround(std::string_view text, std::size_t at)
{
    constexpr std::size_t most = 500; // in either direction
    const auto opened = [](char c) { return c == '<' ? 1 : c == '>' ? -1 : 0; };
    const auto first = at - std::min(at, most);
    const auto last = std::min(text.size(), at + most);
    auto begin = at;
    auto end = at;
    int depth = 0;
    while (depth < 2 && begin > first)
        depth += opened(text[--begin]);
    if (depth < 2)
        return {};
    while (depth > 0 && end < last)
        depth += opened(text[end++]);
    return depth == 0 ? text.substr(begin, end - begin) : std::string_view();
}

// What all object streams hold, `longest` bytes at most.
std::string objectStreams(std::string_view pdf, std::size_t longest)
{
    constexpr std::string_view type = "/ObjStm";
    std::string text;
    for (auto at = pdf.find(type); at != npos; at = pdf.find(type, at + 1)) {
        const auto dictionary = dictionaryAround(pdf, at);
        if (dictionary.empty())
            continue;
        const auto stream = streamAt(pdf, at);
        const auto objects =
            stream ? contentsOf({dictionary, stream->bytes}, longest - text.size()) : std::nullopt;
        if (!objects)
            break; // a file of many that are too long would take long
        text += *objects;
        at = static_cast<std::size_t>(stream->bytes.data() - pdf.data()) + stream->bytes.size();
    }
    return text;
}

// A name of ASCII as a text in UTF-16, as newer versions of Qt write it.
// Source: ISO 32000-1, 7.9.2.2.
std::string inUtf16(std::string_view name)
{
    std::string text = "\xFE\xFF";
    for (const char c : name) {
        text += '\0';
        text += c;
    }
    return text;
}

// "5 0 obj" where the last file specification of this name refers to stream 5.
std::optional<std::string> headOfAttachment(std::string_view text, std::string_view name)
{
    const auto string = fmt::format("({})", name);
    for (auto at = text.rfind(string); at != npos && at > 0; at = text.rfind(string, at - 1)) {
        const auto specification = dictionaryAround(text, at);
        const auto files = specification.find("/EF");
        if (files == npos)
            continue;
        const auto key = specification.find('F', files + 3); // /F or /UF
        if (key == npos)
            continue;
        auto reference = specification.substr(key + 1);
        const auto number = takeNumber(reference);
        const auto generation = takeNumber(reference);
        if (!number.empty() && !generation.empty() && reference.starts_with('R'))
            return fmt::format("{} {} obj", number, generation);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> attachmentIn(std::string_view pdf, std::string_view name,
                                        std::size_t longest)
{
    const auto headIn = [name](std::string_view text) {
        const auto head = headOfAttachment(text, name);
        return head ? head : headOfAttachment(text, inUtf16(name));
    };
    auto head = headIn(pdf);
    if (!head)
        head = headIn(objectStreams(pdf, longest));
    if (!head)
        return std::nullopt;
    // The last one counts: a changed object is written again, behind the others.
    auto at = pdf.rfind(*head);
    while (at != npos && at > 0 && std::isdigit(static_cast<unsigned char>(pdf[at - 1])) != 0)
        at = pdf.rfind(*head, at - 1); // 15 0 obj
    const auto stream = at == npos ? std::nullopt : streamAt(pdf, at);
    return stream ? contentsOf(*stream, longest) : std::nullopt;
}

} // namespace logitscope
