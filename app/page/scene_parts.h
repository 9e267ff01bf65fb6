// What a lesson's scene hides and locks.
#pragma once

#include "core/lesson/lesson_part.h"

#include <algorithm>
#include <vector>

namespace logitscope
{

struct SceneParts
{
    std::vector<LessonPart> hidden = {};
    std::vector<LessonPart> locked = {}; // can be seen, and not changed
    bool isInLesson = false;             // also where it hides and locks nothing

    bool hides(LessonPart part) const { return std::ranges::find(hidden, part) != hidden.end(); }

    bool locks(LessonPart part) const { return std::ranges::find(locked, part) != locked.end(); }

    // Whether somebody may use it, by its keys too.
    bool leaves(LessonPart part) const { return !hides(part) && !locks(part); }

    friend bool operator==(const SceneParts&, const SceneParts&) = default;
};

} // namespace logitscope
