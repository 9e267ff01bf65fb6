#include "core/lesson/lesson_picture.h"

#include "core/lesson/lesson_markup.h"
#include "core/shortened.h"
#include "core/text/text_file.h"
#include "core/trimmed.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace logitscope
{

namespace
{

constexpr std::array<std::string_view, 4> pictureEnds{".png", ".jpg", ".jpeg", ".svg"};

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

// Whether `isFine` holds of every value of an attribute, whatever prefix its name has.
bool allValues(std::string_view xml, std::string_view name, bool (*isFine)(std::string_view))
{
    for (auto at = xml.find(name); at != std::string_view::npos; at = xml.find(name, at + 1)) {
        auto rest = trimmed(xml.substr(at + name.size()));
        if (!rest.starts_with('='))
            continue;
        rest = trimmed(rest.substr(1));
        if (rest.empty() || !isFine(rest.substr(1, rest.find(rest.front(), 1) - 1)))
            return false;
    }
    return true;
}

// An entity could be spelled into an image.
bool hasElementThatLoads(std::string_view svg)
{
    for (auto at = svg.find('<'); at != std::string_view::npos; at = svg.find('<', at + 1)) {
        auto name = svg.substr(at + 1);
        name = name.substr(0, name.find_first_of(" \t\r\n/>"));
        name = name.substr(name.find(':') + 1); // npos + 1 is 0
        if (name == "image" || name == "feImage" || name == "!ENTITY")
            return true;
    }
    return false;
}

std::string fileProblem(const std::filesystem::path& file)
{
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    if (error)
        return fmt::format("isn't there: {}", error.message());
    if (bytes > mostPictureBytes)
        return fmt::format("has {} bytes, expected 4 MB at most", bytes);
    if (lowerCase(file.extension().string()) != ".svg")
        return {};
    const auto svg = readModelTextFile(file);
    if (!svg)
        return svg.error().message;
    return loadsNothing(*svg)
               ? std::string()
               : "names other files or addresses; save it as UTF-8, without images and "
                 "links in it";
}

} // namespace

std::string pictureProblem(const std::string& path)
{
    if (path.empty())
        return "has a picture that isn't understood; write ![words](name.png) on one line, without "
               "brackets in the words";
    if (path.find_first_of(" \t<>\"'") != std::string::npos)
        return fmt::format("the picture “{}” has a space or a quotation mark in its name; give the "
                           "file another one",
                           shortened(path));
    const std::filesystem::path place(path);
    // Markdown reads %3A and &colon; as a colon.
    const bool isInside = place.is_relative() && path.find_first_of(":\\%&") == std::string::npos &&
                          std::ranges::find(place, "..") == place.end();
    if (!isInside)
        return fmt::format("the picture “{}” isn't in the lesson's folder; put it there and write "
                           "its name",
                           shortened(path));
    if (std::ranges::find(pictureEnds, lowerCase(place.extension().string())) == pictureEnds.end())
        return fmt::format("the picture “{}” is no .png, .jpg or .svg", shortened(path));
    return {};
}

std::vector<LessonPicture> usablePictures(std::string_view text)
{
    std::vector<LessonPicture> pictures;
    for (const auto& line : markdownLines(text))
        if (line.kind == MarkdownLine::Kind::Text)
            for (auto& path : picturesOf(withoutCode(line.text).text))
                if (pictureProblem(path).empty())
                    pictures.push_back({line.number, std::move(path)});
    return pictures;
}

bool loadsNothing(std::string_view svg)
{
    const auto isKnown = [](std::string_view encoding) { return lowerCase(encoding) == "utf-8"; };
    const auto isPart = [](std::string_view link) { return link.starts_with('#'); };
    if (!isUtf8(svg) || !allValues(svg, "encoding", isKnown) || !allValues(svg, "href", isPart) ||
        hasElementThatLoads(svg) || svg.find("@import") != std::string_view::npos)
        return false;
    constexpr std::string_view url = "url(";
    for (auto at = svg.find(url); at != std::string_view::npos; at = svg.find(url, at + 1))
        if (!isPart(trimmed(svg.substr(at + url.size()), " \t\r\n\"'")))
            return false;
    return true;
}

std::vector<LessonProblem> findPictureProblems(std::string_view text,
                                               const std::filesystem::path& folder)
{
    std::vector<LessonProblem> problems;
    for (const auto& [line, path] : usablePictures(text))
        if (const auto problem = fileProblem(folder / path); !problem.empty())
            problems.push_back(
                {line, fmt::format("the picture “{}” {}", shortened(path), problem)});
    return problems;
}

} // namespace logitscope
