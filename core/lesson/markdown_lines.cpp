#include "core/lesson/markdown_lines.h"

#include "core/trimmed.h"

#include <algorithm>

namespace logitscope
{

namespace
{

// How many of the character the text begins with.
std::size_t runLength(std::string_view text, char c)
{
    return std::min(text.find_first_not_of(c), text.size());
}

// Three backticks or tildes at the least, after three spaces at most.
struct Fence
{
    char character = 0;
    std::size_t length = 0; // 0: there is none
    std::string_view info = {};
};

Fence fenceOf(std::string_view line)
{
    const auto indent = runLength(line, ' ');
    line.remove_prefix(indent);
    if (indent > 3 || line.empty() || (line.front() != '`' && line.front() != '~'))
        return {};
    const auto length = runLength(line, line.front());
    const auto info = trimmed(line.substr(length));
    if (length < 3 || (line.front() == '`' && info.find('`') != std::string_view::npos))
        return {};
    return {line.front(), length, info};
}

} // namespace

int MarkdownLine::headingLevel() const
{
    const auto level = runLength(text, '#');
    const bool isHeading = kind == Kind::Text && level >= 1 && level <= 6 &&
                           (text.size() == level || text[level] == ' ' || text[level] == '\t');
    return isHeading ? static_cast<int>(level) : 0;
}

std::string_view MarkdownLine::heading() const
{
    return trimmed(text.substr(static_cast<std::size_t>(headingLevel())));
}

std::vector<MarkdownLine> markdownLines(std::string_view text)
{
    std::vector<MarkdownLine> lines;
    Fence open;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto fence = fenceOf(line);
        if (open.length == 0 && fence.length > 0) {
            open = fence;
            lines.push_back({number, MarkdownLine::Kind::FenceBegin, line, fence.info});
        } else if (open.length == 0) {
            lines.push_back({number, MarkdownLine::Kind::Text, line});
        } else if (fence.character == open.character && fence.length >= open.length &&
                   fence.info.empty()) {
            open = {};
            lines.push_back({number, MarkdownLine::Kind::FenceEnd, line});
        } else {
            lines.push_back({number, MarkdownLine::Kind::Code, line});
        }
    }
    return lines;
}

PlainLine withoutCode(std::string_view line)
{
    PlainLine plain{std::string(line)};
    const auto fill = [&](std::size_t begin, std::size_t end, char c) {
        for (auto at = begin; at < std::min(end, line.size()); ++at)
            plain.text[at] = c;
    };
    std::size_t at = 0;
    while (at < line.size()) {
        if (line[at] == '\\') {
            fill(at, at + 2, '\\');
            at += 2;
            continue;
        }
        const auto length = runLength(line.substr(at), '`');
        if (length == 0) {
            ++at;
            continue;
        }
        auto end = at + length; // where as many backticks stand again
        while (end < line.size() && runLength(line.substr(end), '`') != length)
            end += std::max<std::size_t>(runLength(line.substr(end), '`'), 1);
        if (end < line.size())
            fill(at, end + length, ' ');
        else
            plain.isWhole = false;
        at = end < line.size() ? end + length : at + length;
    }
    return plain;
}

} // namespace logitscope
