// A lesson's pictures: PNG, JPEG and SVG files of its folder, or below it.
#pragma once

#include "core/lesson/lesson_parser.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

inline constexpr std::uintmax_t mostPictureBytes = 4 << 20;

struct LessonPicture
{
    int line; // of the file, from 1
    std::string path;
};

// Those of a lesson's text that can be shown, as their paths say.
std::vector<LessonPicture> usablePictures(std::string_view text);

// Why it can't be a picture's path; empty: it can.
std::string pictureProblem(const std::string& path);

// Whether nothing else is loaded when the SVG file is drawn: it has no image, and names no file and
// no address. A file that isn't UTF-8 could hide them.
bool loadsNothing(std::string_view svg);

// What is wrong with the files: they aren't there, are too large, or load others.
std::vector<LessonProblem> findPictureProblems(std::string_view text,
                                               const std::filesystem::path& folder);

} // namespace logitscope
