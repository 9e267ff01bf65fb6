#include "core/lesson/scene_start.h"

#include "core/generation/compare.h"
#include "core/generation/prompt_tokens.h"
#include "core/generation/score.h"
#include "core/lesson/lesson_markup.h"
#include "core/lesson/measure_value.h"
#include "core/sampling/strategy.h"

#include <fmt/format.h>

#include <utility>

namespace logitscope
{

namespace
{

std::vector<Branch> branchesOf(const Scene& scene)
{
    if (scene.page == ScenePage::Explore)
        return {{.settings = scene.chain, .seed = scene.seed}};
    std::vector<Branch> branches;
    for (const auto& strategy : strategies())
        if (scene.strategies.empty())
            branches.push_back(
                {.name = strategy.name, .settings = strategy.settings, .seed = scene.seed});
    for (const auto& name : scene.strategies)
        branches.push_back(
            {.name = name, .settings = findStrategy(name)->settings, .seed = scene.seed});
    return branches;
}

Result<void> addTokens(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                       Run& run, int tokens, const std::function<bool()>& stopRequested)
{
    for (auto& branch : run.branches)
        branch.limit = tokens;
    if (tokens == 0)
        return {};
    return client.run(jobOf(model, run.promptTokens, run.branches, tokens),
                      {.stepped =
                           [&run](int row, const Step& step, std::span<const float>) {
                               auto& leaf = run.branches[static_cast<std::size_t>(row)].leaf;
                               leaf = follow(std::move(leaf), step);
                           },
                       .ended =
                           [&run](int row, StopReason reason) {
                               run.branches[static_cast<std::size_t>(row)].stopReason = reason;
                           }},
                      stopRequested);
}

Result<Distribution> distributionAfter(GenerationClient& client,
                                       const std::shared_ptr<const OpenModel>& model,
                                       std::vector<TokenId> text,
                                       const std::function<bool()>& stopRequested)
{
    Result<Distribution> distribution = fail("the model was stopped before it read the prompt");
    const auto done = client.run({.model = model, .prompts = {std::move(text)}},
                                 {.read =
                                      [&](int, KnownLogits logits) {
                                          distribution =
                                              Distribution::rank(logits, logits.coverage);
                                      }},
                                 stopRequested);
    if (!done)
        return fail(done.error());
    return distribution;
}

// Finds what isn't so in one lesson.
class LessonTrial
{
public:
    LessonTrial(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                const std::function<bool()>& stopRequested)
        : client_(client)
        , model_(model)
        , stopRequested_(stopRequested)
    {
    }

    Result<void> tryScene(const Scene& scene)
    {
        const auto start = startOf(client_, model_, scene, 0, stopRequested_);
        if (!start)
            return fail(start.error());
        const auto facts = factsOf(*start, scene);
        for (const auto& claims : scene.expected)
            check(claims, facts);
        for (const auto* text : {&scene.text, &scene.example, &scene.note})
            checkNumbers(*text, scene.line, facts);
        checkDone(scene, facts);
        if (scene.then.empty())
            return {};
        const auto later = startOf(client_, model_, scene, scene.tokens, stopRequested_);
        if (!later)
            return fail(later.error());
        for (const auto& claims : scene.then)
            check(claims, factsOf(*later, scene));
        return {};
    }

    std::vector<LessonProblem> problems() && { return std::move(problems_); }

private:
    SceneFacts factsOf(const SceneStart& start, const Scene& scene) const
    {
        return {.model = *model_,
                .run = start.run,
                .chain = scene.chain,
                .step = start.step,
                .distribution = start.distribution ? &*start.distribution : nullptr,
                .prompt = start.prompt};
    }

    void check(const LessonClaims& claims, const SceneFacts& facts)
    {
        for (const auto& claim : claims.claims) {
            const auto isSo = holdsNow(claim, facts);
            if (!isSo)
                problems_.push_back({claims.line, isSo.error().message});
            else if (!*isSo)
                problems_.push_back({claims.line, fmt::format("“{}” isn't so with this model: {}",
                                                              claim.text, valuesOf(claim, facts))});
        }
    }

    // Of both measures, where it compares two.
    static std::string valuesOf(const Claim& claim, const SceneFacts& facts)
    {
        auto values = valueText(claim.measure, valueOf(claim.measure, facts).value());
        if (const auto* other = std::get_if<Measure>(&claim.other))
            values += " and " + valueText(*other, valueOf(*other, facts).value());
        return values;
    }

    void checkNumbers(const std::string& text, int line, const SceneFacts& facts)
    {
        for (const auto words : placeholdersOf(text)) {
            const auto measure = parseMeasure(words);
            if (!measure)
                continue; // the parser has said so
            if (const auto value = valueOf(*measure, facts); !value)
                problems_.push_back({line, fmt::format("the scene's {{{{{}}}}} has no number: {}",
                                                       words, value.error().message)});
        }
    }

    void checkDone(const Scene& scene, const SceneFacts& facts)
    {
        bool isDone = !scene.done.claims.empty();
        for (const auto& claim : scene.done.claims)
            isDone = isDone && holdsNow(claim, facts).value_or(false);
        if (isDone)
            problems_.push_back(
                {scene.done.line, "the scene is done before anything was done in it"});
    }

    GenerationClient& client_;
    const std::shared_ptr<const OpenModel>& model_;
    const std::function<bool()>& stopRequested_;
    std::vector<LessonProblem> problems_;
};

} // namespace

Result<SceneStart> startOf(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                           const Scene& scene, int moreTokens,
                           const std::function<bool()>& stopRequested)
{
    auto tokens = tokensOf(*model, scene.prompt);
    if (!tokens)
        return fail(tokens.error());
    SceneStart start;
    start.run = Run{.model = model->model->info().fullName(),
                    .identity = model->identity,
                    .prompt = scene.prompt,
                    .promptTokens = *std::move(tokens),
                    .branches = branchesOf(scene)};
    auto& run = start.run;
    if (auto made = addTokens(client, model, run, scene.begin + moreTokens, stopRequested); !made)
        return fail(made.error());
    if (scene.page == ScenePage::Compare)
        return start;
    const int length = run.branch().length();
    start.step = scene.step < 0 || moreTokens > 0 ? length : std::min(scene.step, length);
    auto distribution =
        distributionAfter(client, model, textBefore(run, run.branch(), start.step), stopRequested);
    if (!distribution)
        return fail(distribution.error());
    start.distribution = *std::move(distribution);
    auto scores = score(client, model, run.promptTokens);
    if (!scores)
        return fail(scores.error());
    start.prompt = *std::move(scores);
    return start;
}

Result<std::vector<LessonProblem>> tryLesson(GenerationClient& client,
                                             const std::shared_ptr<const OpenModel>& model,
                                             const Lesson& lesson,
                                             const std::function<bool()>& stopRequested)
{
    LessonTrial trial(client, model, stopRequested);
    for (const auto& scene : lesson.scenes)
        if (auto done = trial.tryScene(scene); !done)
            return fail("scene “{}”: {}", scene.title, done.error().message);
    return std::move(trial).problems();
}

} // namespace logitscope
