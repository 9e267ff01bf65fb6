#include "core/lesson/claim.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/lesson_parser.h"
#include "core/lesson/lesson_picture.h"
#include "tests/fuzz/fuzz_folder.h"
#include "tests/fuzz/fuzzers.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <filesystem>

namespace logitscope::fuzz
{

namespace
{

// What a picture's path may not lead to is anything outside of the lesson's folder.
void checkPictures(std::string_view text)
{
    const std::filesystem::path folder("/lessons");
    for (const auto& line : markdownLines(text))
        if (line.kind == MarkdownLine::Kind::Text)
            for (const auto& path : picturesOf(withoutCode(line.text).text)) {
                const auto place = (folder / path).lexically_normal().string();
                require(place.starts_with("/lessons/"), "a picture lies in the lesson's folder");
                require(path.find("://") == std::string::npos, "a picture has no address");
            }
}

void checkScene(const Scene& scene, int lines)
{
    require(!scene.title.empty() && !scene.text.empty(), "a scene has a title and a text");
    require(scene.line >= 1 && scene.line <= lines, "a scene begins in a line of the file");
    require(scene.step < scene.begin, "the step that is selected is there");
    require(!findError(scene.chain), "a scene's chain is usable");
    for (const auto& text : {scene.text, scene.example, scene.note}) {
        checkPictures(text);
        for (const auto words : placeholdersOf(text))
            require(parseMeasure(words).has_value(), "what stands in {{}} is a measure");
    }
    for (const auto* claims : {&scene.expected, &scene.then})
        for (const auto& [line, words, parsed] : *claims) {
            require(line >= 1 && line <= lines, "a claim stands in a line of the file");
            require(parseClaims(words) == parsed, "claims are what their text says");
        }
}

} // namespace

void lesson(std::string_view bytes)
{
    const auto [read, problems] = readLesson(bytes);
    const int lines = static_cast<int>(std::ranges::count(bytes, '\n')) + 1;
    require(std::ranges::is_sorted(problems, {}, &LessonProblem::line),
            "problems are in the order of their lines");
    for (const auto& [line, sentence] : problems) {
        require(line >= 1 && line <= lines, "a problem is in a line of the file");
        require(!sentence.empty(), "a problem has a sentence");
    }
    static const FuzzFolder folder("lesson");
    (void)findPictureProblems(bytes, folder.path());
    if (!problems.empty())
        return;
    require(!read.title.empty() && read.minutes > 0 && !read.scenes.empty(), "a lesson is whole");
    for (const auto& scene : read.scenes)
        checkScene(scene, lines);
}

} // namespace logitscope::fuzz
