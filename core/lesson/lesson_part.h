// The parts of the window that a scene can hide or lock, by the names that lesson files have.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace logitscope
{

enum class LessonPart
{
    Prompt,
    Run,
    Strategy,
    Sliders,
    Chain,
    Seed,
    Text,
    Branches,
    Candidates,
    RandomNumber,
    Views,
    Entropy,
    Strategies,
    Pages,
    Menus,
};

struct LessonPartDescription
{
    LessonPart part;
    std::string_view key;     // in a lesson file: "random-number"
    std::string_view meaning; // "the strip on which u picks a token"
};

// In the order of LessonPart.
std::span<const LessonPartDescription> lessonParts();

std::optional<LessonPart> lessonPartNamed(std::string_view key);

std::string lessonPartNames(); // "prompt, run, …"

} // namespace logitscope
