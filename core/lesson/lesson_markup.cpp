#include "core/lesson/lesson_markup.h"

#include "core/lesson/claim.h"
#include "core/lesson/glossary.h"
#include "core/shortened.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace logitscope
{

namespace
{

constexpr std::string_view placeholderBegin = "{{";
constexpr std::string_view placeholderEnd = "}}";
constexpr std::array<std::string_view, 4> pictureEnds{".png", ".jpg", ".jpeg", ".svg"};
constexpr std::uintmax_t mostPictureBytes = 4 << 20;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether Markdown would take a part of the line for HTML, or for an address in <>.
bool hasHtml(std::string_view plain)
{
    for (auto at = plain.find('<'); at != std::string_view::npos; at = plain.find('<', at + 1)) {
        const char next = at + 1 < plain.size() ? plain[at + 1] : ' ';
        if (isLetter(next) || next == '/' || next == '!' || next == '?')
            return true;
    }
    return false;
}

// "[name]: address", at the beginning of a line, a quotation or an entry of a list.
bool isReference(std::string_view plain)
{
    plain.remove_prefix(std::min(plain.find_first_not_of(" \t>-*+.)0123456789"), plain.size()));
    const auto end = plain.find("]:");
    return plain.starts_with('[') && end != std::string_view::npos &&
           plain.substr(1, end - 1).find(']') == std::string_view::npos;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const auto next = firstUtf8Sequence(text);
        if (next.kind != Utf8Kind::Character || next.codePoint == 0)
            return false;
        text.remove_prefix(next.length);
    }
    return true;
}

// Why the path can't be a picture's; empty: it can.
std::string pictureProblem(const std::string& path)
{
    if (path.empty())
        return "has a picture that isn't understood; write ![words](name.png) on one line, without "
               "brackets in the words";
    const bool isKnown =
        std::ranges::any_of(pictureEnds, [&](std::string_view end) { return path.ends_with(end); });
    const std::filesystem::path place(path);
    // Markdown reads %3A and &colon; as a colon.
    const bool isInside = place.is_relative() && path.find_first_of(":\\%&") == std::string::npos &&
                          std::ranges::find(place, "..") == place.end();
    if (!isInside)
        return fmt::format("the picture “{}” isn't in the lesson's folder; put it there and write "
                           "its name",
                           shortened(path));
    if (!isKnown)
        return fmt::format("the picture “{}” is no .png, .jpg or .svg", shortened(path));
    return {};
}

} // namespace

std::vector<std::string> picturesOf(std::string_view line)
{
    std::vector<std::string> paths;
    for (auto at = line.find("!["); at != std::string_view::npos; at = line.find("![", at + 2)) {
        const auto middle = line.find_first_of("[]", at + 2);
        const bool hasPath =
            middle != std::string_view::npos && line.substr(middle).starts_with("](");
        const auto end = hasPath ? line.find(')', middle) : std::string_view::npos;
        if (end == std::string_view::npos) {
            paths.emplace_back();
            continue;
        }
        const auto path = line.substr(middle + 2, end - middle - 2);
        paths.emplace_back(path.substr(0, path.find(" \"")));
    }
    return paths;
}

std::vector<std::string> termsOf(std::string_view line)
{
    constexpr std::string_view begin = "](glossary:";
    std::vector<std::string> terms;
    for (auto at = line.find(begin); at != std::string_view::npos; at = line.find(begin, at)) {
        at += begin.size();
        terms.emplace_back(line.substr(at, line.find(')', at) - at));
    }
    return terms;
}

std::vector<std::string_view> placeholdersOf(std::string_view text)
{
    std::vector<std::string_view> found;
    filledIn(text, [&](std::string_view measure) {
        found.push_back(measure);
        return std::string();
    });
    return found;
}

std::string filledIn(std::string_view text,
                     const std::function<std::string(std::string_view measure)>& value)
{
    std::string filled;
    for (;;) {
        const auto begin = text.find(placeholderBegin);
        const auto end = begin == std::string_view::npos ? begin : text.find(placeholderEnd, begin);
        filled += text.substr(0, end == std::string_view::npos ? text.size() : begin);
        if (end == std::string_view::npos)
            return filled;
        filled += value(text.substr(begin + 2, end - begin - 2));
        text.remove_prefix(end + 2);
    }
}

namespace
{

// What is wrong with the {{measures}} of a line, of text as of code.
void findPlaceholderProblems(const MarkdownLine& line, std::vector<LessonProblem>& problems)
{
    for (const auto measure : placeholdersOf(line.text))
        if (const auto parsed = parseMeasure(measure); !parsed)
            problems.push_back({line.number, fmt::format("“{{{{{}}}}}” {}", shortened(measure),
                                                         parsed.error().message)});
    const auto rest = filledIn(line.text, [](std::string_view) { return std::string(); });
    if (rest.find(placeholderBegin) != std::string::npos)
        problems.push_back({line.number, "has {{ without }} on the same line"});
}

void findTextProblems(const MarkdownLine& line, std::vector<LessonProblem>& problems)
{
    const auto [plain, isWhole] = withoutCode(line.text);
    if (!isWhole)
        problems.push_back({line.number, "has a ` without its other one on the line; write \\` for "
                                         "the character itself"});
    if (hasHtml(plain))
        problems.push_back({line.number, "has HTML; write Markdown, or \\< for a less-than"});
    if (isReference(plain))
        problems.push_back({line.number, "has a link's address in a line of its own; write it "
                                         "behind the words: [words](address)"});
    for (const auto& path : picturesOf(plain))
        if (auto problem = pictureProblem(path); !problem.empty())
            problems.push_back({line.number, std::move(problem)});
    for (const auto& term : termsOf(plain))
        if (!findTerm(term))
            problems.push_back({line.number, fmt::format("“{}” isn't in the glossary; Help ▸ "
                                                         "Glossary lists its terms",
                                                         shortened(term))});
}

} // namespace

std::vector<LessonProblem> findMarkupProblems(std::span<const MarkdownLine> lines)
{
    std::vector<LessonProblem> problems;
    for (const auto& line : lines) {
        if (!isUtf8(line.text))
            problems.push_back({line.number, "has bytes that are no text; save the file as UTF-8"});
        findPlaceholderProblems(line, problems);
        if (line.kind == MarkdownLine::Kind::Text)
            findTextProblems(line, problems);
        else if (line.kind == MarkdownLine::Kind::FenceBegin && line.text.starts_with(' '))
            problems.push_back({line.number, "has spaces before ```; write it at the beginning of "
                                             "the line"});
    }
    return problems;
}

std::vector<LessonProblem> findPictureProblems(std::string_view text,
                                               const std::filesystem::path& folder)
{
    std::vector<LessonProblem> problems;
    for (const auto& line : markdownLines(text)) {
        if (line.kind != MarkdownLine::Kind::Text)
            continue;
        for (const auto& path : picturesOf(withoutCode(line.text).text)) {
            if (!pictureProblem(path).empty())
                continue;
            std::error_code error;
            const auto bytes = std::filesystem::file_size(folder / path, error);
            if (error)
                problems.push_back({line.number, fmt::format("the picture “{}” isn't there: {}",
                                                             shortened(path), error.message())});
            else if (bytes > mostPictureBytes)
                problems.push_back(
                    {line.number,
                     fmt::format("the picture “{}” has {} bytes, expected 4 MB at most",
                                 shortened(path), bytes)});
        }
    }
    return problems;
}

} // namespace logitscope
