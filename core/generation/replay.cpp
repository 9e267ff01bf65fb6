#include "core/generation/replay.h"

#include "core/generation/prompt_tokens.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace logitscope
{

namespace
{

// The step as this model makes it: sampled, or of the token that a person chose.
Result<Step> stepAgain(KnownLogits logits, const Step& recorded, const StepInput& input)
{
    Step step;
    step.token = recorded.token;
    step.u = input.u();
    if (recorded.chosen) {
        const auto distribution = Distribution::rank(logits, logits.coverage);
        if (!distribution)
            return tl::unexpected(distribution.error());
        const auto shaped =
            shapeStep(*distribution, recorded.settings, input.chain(), step.u, input.numberOf());
        const int rank = shaped.distribution.rankOf(step.token);
        step.rank = distribution->rankOf(step.token);
        step.modelProbability = distribution->probability(step.rank);
        step.samplingProbability = shaped.shaped.probabilityBounds(rank).low;
        step.info = shaped.shaped.info;
        if (shaped.shaped.mirostat)
            step.mu = shaped.shaped.mirostat->next(shaped.distribution.penalisedLogit(rank));
        return step;
    }
    const auto draw = drawToken(
        logits, recorded.settings, step.u,
        {.chain = input.chain(), .numberOf = input.numberOf(), .coverage = logits.coverage});
    if (!draw)
        return tl::unexpected(draw.error());
    if (draw->shortage)
        return fail("{}", draw->shortage->sentence());
    step.token = draw->token;
    step.rank = draw->rank;
    step.modelProbability = draw->modelProbability;
    step.samplingProbability = draw->samplingProbability;
    step.info = draw->info;
    step.mu = draw->mu;
    return step;
}

double partOf(Rounding rounding)
{
    return rounding == Rounding::OfAny ? 1e-4 : 1e-9;
}

struct Difference
{
    std::string sentence;
    bool isRounding = false;
};

// What of it is not as recorded, the most important first; nothing where all is.
std::optional<Difference> findDifference(const OpenModel& model, const Step& now,
                                         const Step& recorded, Rounding rounding)
{
    if (now.token != recorded.token)
        return Difference{fmt::format("token {} ({}) is sampled, and {} ({}) is in the file",
                                      now.token, tokenLabel(model.tokenizer.bytes(now.token)),
                                      recorded.token, tokenLabel(recorded.bytes))};
    // Older files don't have this one.
    const double top = recorded.info.topTokenProbability > 0.0 ? recorded.info.topTokenProbability
                                                               : now.info.topTokenProbability;
    const std::array<std::pair<const char*, std::array<double, 2>>, 10> numbers{{
        {"u", {now.u, recorded.u}},
        {"rank", {now.rank + 1.0, recorded.rank + 1.0}},
        {"probability_raw", {now.modelProbability, recorded.modelProbability}},
        {"probability_final", {now.samplingProbability, recorded.samplingProbability}},
        {"entropy_original", {now.info.modelEntropy, recorded.info.modelEntropy}},
        {"entropy_final", {now.info.samplingEntropy, recorded.info.samplingEntropy}},
        {"effective_vocabulary", {now.info.effectiveVocabulary, recorded.info.effectiveVocabulary}},
        {"kept", {double(now.info.kept), double(recorded.info.kept)}},
        {"mu", {recorded.mu ? now.mu.value_or(0.0) : 0.0, recorded.mu.value_or(0.0)}},
        {"top_token_probability", {now.info.topTokenProbability, top}},
    }};
    for (const auto& [name, values] : numbers) {
        const double difference = std::abs(values[0] - values[1]);
        const double size = std::abs(values[1]);
        if (difference > partOf(rounding) * size)
            return Difference{
                fmt::format("{} is {}, and {} in the file", name, values[0], values[1]),
                difference <= partOf(Rounding::OfAny) * size};
    }
    return std::nullopt;
}

} // namespace

Result<Replay> replay(GenerationClient& client, const std::shared_ptr<const OpenModel>& model,
                      const Run& run, Rounding rounding)
{
    if (model->model->info().givesProbabilities) // by another processor, and rounded
        rounding = Rounding::OfAny;
    Replay result;
    auto prompt = run.promptTokens.empty() ? tokensOf(*model, run.prompt, run.special)
                                           : Result<std::vector<TokenId>>(run.promptTokens);
    if (!prompt)
        return tl::unexpected(prompt.error());
    const Run asked{.promptTokens = *prompt};
    for (std::size_t row = 0; row < run.branches.size() && !result.difference; ++row) {
        const auto& branch = run.branches[row];
        const auto path = pathTo(branch.leaf);
        auto text = *prompt;
        for (const auto& node : path)
            text.push_back(node->step.token);
        const auto known = model->model->info().vocabularySize;
        const auto unknown =
            std::ranges::find_if(text, [known](TokenId token) { return token >= known; });
        if (unknown != text.end())
            return fail("the run has token {}, but this model knows only tokens up to {}; open the "
                        "model that made it",
                        *unknown, known - 1);

        std::optional<Error> error;
        const auto compare = [&](int, int position, KnownLogits before) {
            const int index = position - static_cast<int>(prompt->size());
            if (index < 0 || result.difference || error)
                return;
            const auto& recorded = path[static_cast<std::size_t>(index)]->step;
            const StepInput input(asked, branch, index, recorded.stream);
            const auto now = stepAgain(before, recorded, input);
            if (!now) {
                error = now.error();
                return;
            }
            ++result.tokens;
            if (auto found = findDifference(*model, *now, recorded, rounding))
                result.difference = {row, index, std::move(found->sentence), found->isRounding};
        };
        const auto read =
            client.run({.model = model, .prompts = {std::move(text)}}, {.expected = compare});
        if (!read)
            return tl::unexpected(read.error());
        if (error)
            return tl::unexpected(*error);
    }
    return result;
}

} // namespace logitscope
