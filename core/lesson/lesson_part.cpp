#include "core/lesson/lesson_part.h"

#include <algorithm>
#include <array>

namespace logitscope
{

namespace
{

constexpr std::array parts{
    LessonPartDescription{LessonPart::Prompt, "prompt", "the prompt"},
    LessonPartDescription{LessonPart::Run, "run", "the buttons Generate, Step, Stop and Clear"},
    LessonPartDescription{LessonPart::Strategy, "strategy", "the menu of strategies"},
    LessonPartDescription{LessonPart::Sliders, "sliders", "temperature, top-k and top-p"},
    LessonPartDescription{LessonPart::Chain, "chain", "the sampler chain with all its stages"},
    LessonPartDescription{LessonPart::Seed, "seed", "the seed and the token limit"},
    LessonPartDescription{LessonPart::Text, "text", "the text and its shades"},
    LessonPartDescription{LessonPart::Branches, "branches", "the branches below the text"},
    LessonPartDescription{LessonPart::Candidates, "candidates",
                          "the chart of the candidates; locked, a click doesn't choose one"},
    LessonPartDescription{LessonPart::RandomNumber, "random-number",
                          "the strip on which u picks a token"},
    LessonPartDescription{LessonPart::Views, "views",
                          "the ledger, two chains, draws and statistics of the step"},
    LessonPartDescription{LessonPart::Entropy, "entropy", "the entropy of all steps"},
    LessonPartDescription{LessonPart::Strategies, "strategies",
                          "the list of strategies on the Compare page"},
    LessonPartDescription{LessonPart::Pages, "pages", "the switch between the pages"},
    LessonPartDescription{LessonPart::Menus, "menus", "the menus and their keys"},
};

} // namespace

std::span<const LessonPartDescription> lessonParts()
{
    return parts;
}

std::optional<LessonPart> lessonPartNamed(std::string_view key)
{
    const auto* found = std::ranges::find(parts, key, &LessonPartDescription::key);
    return found == parts.end() ? std::nullopt : std::optional(found->part);
}

std::string lessonPartNames()
{
    std::string names;
    for (const auto& part : parts)
        names += (names.empty() ? "" : ", ") + std::string(part.key);
    return names;
}

} // namespace logitscope
