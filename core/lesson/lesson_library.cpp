#include "core/lesson/lesson_library.h"

#include "core/generation/bundled_model.h"
#include "core/lesson/lesson_parser.h"

#include <algorithm>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>

namespace logitscope
{

namespace
{

void addLessonsOf(const std::filesystem::path& folder, bool isOwn,
                  std::vector<ListedLesson>& lessons)
{
    std::error_code error;
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
         file.increment(error))
        if (file->path().extension() == ".md" && file->path().filename() != "TEMPLATE.md")
            lessons.push_back({file->path(), openLesson(file->path()), isOwn});
}

int placeOf(const Result<Lesson>& lesson)
{
    return lesson && lesson->order > 0 ? lesson->order : std::numeric_limits<int>::max();
}

} // namespace

std::filesystem::path bundledLessonFolder()
{
    return bundledFolder("lessons");
}

std::vector<ListedLesson> listLessons(const std::filesystem::path& bundled,
                                      const std::filesystem::path& own)
{
    std::vector<ListedLesson> lessons;
    addLessonsOf(bundled, false, lessons);
    addLessonsOf(own, true, lessons);
    std::ranges::sort(lessons, {}, [](const ListedLesson& listed) {
        return std::tuple(listed.isOwn, placeOf(listed.lesson), listed.file.filename());
    });
    return lessons;
}

bool ListedLesson::isOfPack(int minutes) const
{
    return lesson && std::ranges::find(lesson->packs, minutes) != lesson->packs.end();
}

} // namespace logitscope
