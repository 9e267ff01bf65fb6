// The parts of the window that a scene can hide or lock, by the names that lesson files have.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logitscope
{

enum class LessonPart
{
    Prompt,
    Run,          // Generate, Step, Stop and Clear
    Strategy,     // the menu of strategies
    Sliders,      // temperature, top-k and top-p
    Chain,        // the sampler chain with all its stages
    Seed,         // and the token limit
    Text,         // and its shades
    Branches,     // below the text
    Candidates,   // their chart; locked, a click doesn't choose one
    RandomNumber, // the strip on which u picks a token
    Views,        // of the step: ledger, two chains, draws, statistics
    Entropy,      // of all steps
    Strategies,   // the list of them on the Compare page
    Pages,        // the switch between them
    Menus,        // and their keys
};

std::optional<LessonPart> lessonPartNamed(std::string_view name); // "random-number"

std::string lessonPartNames(); // "prompt, run, …"

} // namespace logitscope
