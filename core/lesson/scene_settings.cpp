#include "core/lesson/scene_settings.h"

#include "core/sampling/strategy.h"
#include "core/shortened.h"
#include "core/trimmed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace logitscope
{

namespace
{

constexpr std::size_t mostPromptBytes = 20'000;
constexpr std::size_t mostSentenceBytes = 1000;
constexpr int mostTokens = 1000;

// A value in quotation marks, as it was meant.
Result<std::string> unquoted(std::string_view key, std::string_view value)
{
    std::string text;
    const auto inside = value.substr(1, value.size() - 2);
    for (std::size_t at = 0; at < inside.size(); ++at) {
        const char c = inside[at];
        if (c == '"')
            return fail("{}: has a quotation mark in its text; expected \\\"", key);
        if (c != '\\') {
            text += c;
            continue;
        }
        const char escaped = ++at < inside.size() ? inside[at] : '\0';
        if (escaped == 'n')
            text += '\n';
        else if (escaped == '"' || escaped == '\\')
            text += escaped;
        else
            return fail("{}: has a backslash in its text; expected \\n, \\\" or \\\\", key);
    }
    return text;
}

Result<void> setPage(Scene& scene, const LessonField& field)
{
    if (field.value != "explore" && field.value != "compare")
        return fail("page is “{}”, expected explore or compare", shortened(field.value));
    scene.page = field.value == "compare" ? ScenePage::Compare : ScenePage::Explore;
    return {};
}

Result<void> setPrompt(Scene& scene, const LessonField& field)
{
    if (field.value.size() > mostPromptBytes)
        return fail("prompt has {} bytes, expected {} at most", field.value.size(),
                    mostPromptBytes);
    scene.prompt = field.value;
    return {};
}

Result<void> setSeed(Scene& scene, const LessonField& field)
{
    const auto seed = readLessonNumber(field, 0, std::numeric_limits<std::int64_t>::max());
    if (!seed)
        return fail(seed.error());
    scene.seed = static_cast<std::uint64_t>(*seed);
    return {};
}

Result<void> setChain(Scene& scene, const LessonField& field)
{
    if (const auto* strategy = findStrategy(field.value)) {
        scene.chain = strategy->settings;
        return {};
    }
    auto chain = parseChain(field.value);
    if (!chain)
        return fail("chain: {}", chain.error().message);
    if (const auto error = findError(*chain))
        return fail("chain: {}", error->message);
    scene.chain = *std::move(chain);
    return {};
}

template <int Scene::*number, int lowest, int highest>
Result<void> setNumber(Scene& scene, const LessonField& field)
{
    const auto value = readLessonNumber(field, lowest, highest);
    if (!value)
        return fail(value.error());
    scene.*number = static_cast<int>(*value);
    return {};
}

Result<void> setStep(Scene& scene, const LessonField& field)
{
    if (field.value == "next") {
        scene.step = -1;
        return {};
    }
    const auto value = readLessonNumber(field, 1, mostTokens); // people count from 1
    if (!value)
        return fail("step is “{}”, expected next or a number from 1 to {}", shortened(field.value),
                    mostTokens);
    scene.step = static_cast<int>(*value) - 1;
    return {};
}

Result<void> setStrategies(Scene& scene, const LessonField& field)
{
    auto names = listedWords(field.value);
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (!findStrategy(*name))
            return fail("strategies: there is no “{}”; expected some of {}", shortened(*name),
                        strategyNames());
        if (std::find(names.begin(), name, *name) != name)
            return fail("strategies: has “{}” a second time; keep one of the two", *name);
    }
    scene.strategies = std::move(names);
    return {};
}

template <std::vector<LessonPart> Scene::*parts>
Result<void> setParts(Scene& scene, const LessonField& field)
{
    std::vector<LessonPart> named;
    if (field.value != "none")
        for (const auto& word : listedWords(field.value)) {
            const auto part = lessonPartNamed(word);
            if (!part)
                return fail("{}: there is no part “{}”; expected none, or some of {}", field.key,
                            shortened(word), lessonPartNames());
            named.push_back(*part);
        }
    scene.*parts = std::move(named);
    return {};
}

Result<void> setPredict(Scene& scene, const LessonField& field)
{
    if (field.value != "yes" && field.value != "no")
        return fail("predict is “{}”, expected yes or no", shortened(field.value));
    scene.predicts = field.value == "yes";
    return {};
}

Result<void> setQuestion(Scene& scene, const LessonField& field)
{
    scene.question = field.value;
    return checkSentence(field.key, field.value);
}

using Setter = Result<void> (*)(Scene&, const LessonField&);

constexpr std::array<std::pair<std::string_view, Setter>, 12> setters{{
    {"page", setPage},
    {"prompt", setPrompt},
    {"seed", setSeed},
    {"chain", setChain},
    {"begin", setNumber<&Scene::begin, 0, mostTokens>},
    {"tokens", setNumber<&Scene::tokens, 1, mostTokens>},
    {"strategies", setStrategies},
    {"hide", setParts<&Scene::hidden>},
    {"lock", setParts<&Scene::locked>},
    {"predict", setPredict},
    {"ask", setQuestion},
    {"step", setStep},
}};

Result<LessonClaims> claimsOf(const LessonField& field, int line)
{
    auto claims = parseClaims(field.value);
    if (!claims)
        return fail("{}: {}", field.key, claims.error().message);
    return LessonClaims{line, field.value, *std::move(claims)};
}

} // namespace

Result<void> checkSentence(std::string_view what, std::string_view sentence)
{
    if (sentence.size() > mostSentenceBytes)
        return fail("{} has {} bytes, expected {} at most", what, sentence.size(),
                    mostSentenceBytes);
    return {};
}

Result<LessonField> readLessonField(std::string_view line)
{
    const auto colon = line.find(':');
    const auto key = trimmed(line.substr(0, std::min(colon, line.size())));
    if (colon == std::string_view::npos || key.empty())
        return fail("“{}” isn't understood; expected a line such as “seed: 7”", shortened(line));
    const auto value = trimmed(line.substr(colon + 1));
    if (value.empty())
        return fail("{} has no value; write one behind the colon, or leave the line out", key);
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"'))
        return LessonField{key, std::string(value)};
    auto text = unquoted(key, value);
    if (!text)
        return fail(text.error());
    return LessonField{key, *std::move(text)};
}

std::vector<std::string> listedWords(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (const auto word = trimmed(text.substr(0, comma)); !word.empty())
            words.emplace_back(word);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return words;
}

Result<std::int64_t> readLessonNumber(const LessonField& field, std::int64_t lowest,
                                      std::int64_t highest)
{
    std::int64_t number = 0;
    const auto* last = field.value.data() + field.value.size();
    const auto [end, error] = std::from_chars(field.value.data(), last, number);
    if (error != std::errc() || end != last || number < lowest || number > highest)
        return fail("{} is “{}”, expected a whole number from {} to {}", field.key,
                    shortened(field.value), lowest, highest);
    return number;
}

Result<void> setInScene(Scene& scene, std::string_view line, int number)
{
    const auto field = readLessonField(line);
    if (!field)
        return fail(field.error());
    if (field->key == "done" || field->key == "expect" || field->key == "then") {
        auto claims = claimsOf(*field, number);
        if (!claims)
            return fail(claims.error());
        if (field->key == "done")
            scene.done = *std::move(claims);
        else
            (field->key == "then" ? scene.then : scene.expected).push_back(*std::move(claims));
        return {};
    }
    const auto* setter =
        std::ranges::find(setters, field->key, &decltype(setters)::value_type::first);
    if (setter == setters.end())
        return fail("there is no “{}”; expected page, prompt, seed, chain, begin, tokens, "
                    "strategies, hide, lock, predict, ask, step, done, expect or then",
                    shortened(field->key));
    return setter->second(scene, *field);
}

} // namespace logitscope
