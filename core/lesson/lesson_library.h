// The lessons that there are: those that come with the program, and a teacher's own.
#pragma once

#include "core/lesson/lesson.h"
#include "core/result.h"

#include <array>
#include <filesystem>
#include <vector>

namespace logitscope
{

inline constexpr std::array packMinutes{15, 30, 60};

struct ListedLesson
{
    std::filesystem::path file;
    Result<Lesson> lesson; // or the file's first problem, with its line
    bool isOwn = false;    // of the user's folder

    bool isOfPack(int minutes) const; // its `packs` name it
};

std::filesystem::path bundledLessonFolder();

// The .md files of both folders, but TEMPLATE.md: first those that come with the program, then the
// user's own, each by `order` and then by name; lessons without an order, and files that aren't in
// order, come last. A folder that isn't there has none.
std::vector<ListedLesson> listLessons(const std::filesystem::path& bundled,
                                      const std::filesystem::path& own);

} // namespace logitscope
