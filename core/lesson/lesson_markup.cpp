#include "core/lesson/lesson_markup.h"

#include "core/lesson/claim.h"
#include "core/lesson/glossary.h"
#include "core/lesson/lesson_picture.h"
#include "core/shortened.h"
#include "core/text/utf8_stream.h"

#include <algorithm>

namespace logitscope
{

namespace
{

constexpr std::string_view placeholderBegin = "{{";
constexpr std::string_view placeholderEnd = "}}";

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

} // namespace

bool isUtf8(std::string_view text)
{
    return validUtf8(text) == text && text.find('\0') == std::string_view::npos;
}

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

} // namespace logitscope
