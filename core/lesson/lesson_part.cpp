#include "core/lesson/lesson_part.h"

#include <algorithm>
#include <array>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::array<std::string_view, 15> partNames{
    // in the order of LessonPart
    "prompt",     "run",           "strategy", "sliders", "chain",      "seed",  "text", "branches",
    "candidates", "random-number", "views",    "entropy", "strategies", "pages", "menus"};

} // namespace

std::optional<LessonPart> lessonPartNamed(std::string_view name)
{
    const auto place = std::ranges::find(partNames, name) - partNames.begin();
    return std::cmp_equal(place, partNames.size()) ? std::nullopt
                                                   : std::optional(static_cast<LessonPart>(place));
}

std::string lessonPartNames()
{
    std::string all;
    for (const auto name : partNames)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

} // namespace logitscope
