// Reads a lesson from its file: Markdown with a front matter, in which every "## " heading begins a
// scene. resources/lessons/TEMPLATE.md explains the format.
#pragma once

#include "core/lesson/lesson.h"
#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

struct LessonProblem
{
    int line; // of the file, from 1
    std::string sentence;

    friend bool operator==(const LessonProblem&, const LessonProblem&) = default;
};

// In the order of their lines. Where there are any, the lesson is as far as it could be read.
struct ReadLesson
{
    Lesson lesson;
    std::vector<LessonProblem> problems;
};

// Takes any text. Pictures are only named: findPictureProblems() of lesson_picture.h looks for
// them.
ReadLesson readLesson(std::string_view text);

// The file's lesson. The Error names the file, the first problem and its line.
Result<Lesson> openLesson(const std::filesystem::path& file);

// All that is wrong with a file; the Error where it can't be read.
Result<std::vector<LessonProblem>> checkLessonFile(const std::filesystem::path& file);

} // namespace logitscope
