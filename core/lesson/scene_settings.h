// What the ```scene block of a lesson sets.
#pragma once

#include "core/lesson/lesson.h"
#include "core/result.h"

#include <string_view>

namespace logitscope
{

// What a list or a phone shows in full: a title, a sentence, a question.
Result<void> checkSentence(std::string_view what, std::string_view sentence);

// "key: value", a line of the block. Changes the scene, or says what is wrong.
Result<void> setInScene(Scene& scene, std::string_view line, int number);

// A key and what is behind its colon, both without the spaces around them. A value in quotation
// marks keeps the spaces in it; \n in it is a line end.
struct LessonField
{
    std::string_view key;
    std::string value;
};

Result<LessonField> readLessonField(std::string_view line);

// "a, b" as its words.
std::vector<std::string> listedWords(std::string_view text);

// A whole number from `lowest` to `highest`.
Result<std::int64_t> readLessonNumber(const LessonField& field, std::int64_t lowest,
                                      std::int64_t highest);

} // namespace logitscope
