// What a lesson's Markdown may have: text, code, tables and pictures of its folder; no HTML, and
// nothing from elsewhere. What CommonMark would find over several lines is refused, so that each
// line can be judged alone.
#pragma once

#include "core/lesson/lesson_parser.h"
#include "core/lesson/markdown_lines.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

bool isUtf8(std::string_view text); // without a zero byte

// HTML, links of the reference kind, pictures from elsewhere, {{measures}} that aren't any, terms
// that aren't in the glossary, and bytes that aren't UTF-8.
std::vector<LessonProblem> findMarkupProblems(std::span<const MarkdownLine> lines);

// The paths of a line's pictures: ![words](path) or ![words](path "title"). One that isn't written
// in this way is an empty path.
std::vector<std::string> picturesOf(std::string_view line);

// The terms of a line's links to the glossary: [words](glossary:top-p).
std::vector<std::string> termsOf(std::string_view line);

// The {{measures}} of a text, as it has them.
std::vector<std::string_view> placeholdersOf(std::string_view text);

// The text with something in place of every {{measure}}.
std::string filledIn(std::string_view text,
                     const std::function<std::string(std::string_view measure)>& value);

} // namespace logitscope
