#include "core/lesson/lesson_markup.h"

#include "core/lesson/claim.h"
#include "core/shortened.h"

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

// "[name]: address", at the beginning of a line.
bool isReference(std::string_view plain)
{
    plain.remove_prefix(std::min(plain.find_first_not_of(' '), plain.size()));
    const auto end = plain.find("]:");
    return plain.starts_with('[') && end != std::string_view::npos &&
           plain.substr(1, end - 1).find(']') == std::string_view::npos;
}

// Why the path can't be a picture's; empty: it can.
std::string pictureProblem(const std::string& path)
{
    const bool isKnown =
        std::ranges::any_of(pictureEnds, [&](std::string_view end) { return path.ends_with(end); });
    const std::filesystem::path place(path);
    const bool isInside = place.is_relative() && path.find(':') == std::string::npos &&
                          path.find('\\') == std::string::npos &&
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
        const auto middle = line.find("](", at);
        const auto end = middle == std::string_view::npos ? middle : line.find(')', middle);
        if (end == std::string_view::npos)
            break;
        auto path = line.substr(middle + 2, end - middle - 2);
        path = path.substr(0, path.find(" \""));
        paths.emplace_back(path);
    }
    return paths;
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

std::vector<LessonProblem> findMarkupProblems(std::span<const MarkdownLine> lines)
{
    std::vector<LessonProblem> problems;
    for (const auto& line : lines) {
        for (const auto measure : placeholdersOf(line.text))
            if (const auto parsed = parseMeasure(measure); !parsed)
                problems.push_back({line.number, fmt::format("“{{{{{}}}}}” {}", shortened(measure),
                                                             parsed.error().message)});
        if (line.kind != MarkdownLine::Kind::Text)
            continue;
        const auto plain = withoutCode(line.text);
        if (hasHtml(plain))
            problems.push_back({line.number, "has HTML; write Markdown, or \\< for a less-than"});
        if (isReference(plain))
            problems.push_back({line.number, "has a link's address in a line of its own; write it "
                                             "behind the words: [words](address)"});
        for (const auto& path : picturesOf(plain))
            if (auto problem = pictureProblem(path); !problem.empty())
                problems.push_back({line.number, std::move(problem)});
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
        for (const auto& path : picturesOf(withoutCode(line.text))) {
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
