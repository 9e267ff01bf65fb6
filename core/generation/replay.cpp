#include "core/generation/replay.h"

#include "core/generation/prompt_tokens.h"
#include "core/run/bounded_text.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "core/text/token_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace logitscope
{

namespace
{

struct Again
{
    Step step;
    bool isSampled = false;
};

// The numbers of a token that isn't sampled.
Result<Step> numbersAgain(const KnownLogits& logits, const Step& recorded, const StepInput& input)
{
    const auto distribution = Distribution::rank(logits, logits.coverage);
    if (!distribution)
        return tl::unexpected(distribution.error());
    const auto shaped =
        shapeStep(*distribution, recorded.settings, input.chain(), input.u(), input.numberOf());
    const int rank = shaped.distribution.rankOf(recorded.token);
    Step step;
    step.token = recorded.token;
    step.u = input.u();
    step.rank = distribution->rankOf(step.token);
    step.modelProbability = distribution->probability(step.rank);
    if (distribution->unknownCount() > 0) // of an unknown one it is no more than the least
        step.rank = std::min(step.rank, distribution->known());
    step.samplingProbability = shaped.shaped.probabilityBounds(rank).low;
    step.info = shaped.shaped.info;
    if (shaped.shaped.shortage) // mirostat's bound is known only roughly
        step.mu = recorded.mu;
    else if (shaped.shaped.mirostat)
        step.mu = shaped.shaped.mirostat->next(shaped.distribution.penalisedLogit(rank));
    step.coverage = logits.coverage;
    return step;
}

// The step as this model makes it: sampled, or of the token that a person chose.
Result<Again> stepAgain(const KnownLogits& logits, const Step& recorded, const StepInput& input)
{
    const auto numbers = [&] {
        return numbersAgain(logits, recorded, input).map([](const Step& step) {
            return Again{step, false};
        });
    };
    if (recorded.chosen)
        return numbers();
    const auto draw = drawToken(
        logits, recorded.settings, input.u(),
        {.chain = input.chain(), .numberOf = input.numberOf(), .coverage = logits.coverage});
    if (!draw)
        return tl::unexpected(draw.error());
    if (draw->shortage)
        return numbers();
    Step step;
    step.token = draw->token;
    step.u = input.u();
    step.rank = draw->rank;
    step.modelProbability = draw->modelProbability;
    step.samplingProbability = draw->samplingProbability;
    step.info = draw->info;
    step.mu = draw->mu;
    step.coverage = logits.coverage;
    return Again{step, true};
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

struct Number
{
    const char* name;
    Bounded now, recorded;
};

std::vector<Number> numbersOf(const Step& now, const Step& recorded)
{
    const auto bounds = [&](auto lowOf, auto highOf) {
        const auto of = [&](const Step& step) {
            return Bounded{double(lowOf(step)), double(highOf(step))};
        };
        return std::pair(of(now), of(recorded));
    };
    const auto ofInfo = [&](auto low, auto high) {
        return bounds([&](const Step& step) { return step.info.*low; },
                      [&](const Step& step) {
                          return step.info.most ? (*step.info.most).*high : step.info.*low;
                      });
    };
    using Info = SamplingInfo;
    using Most = SamplingInfo::Most;
    std::vector<Number> numbers;
    const auto add = [&](const char* name, const std::pair<Bounded, Bounded>& values) {
        numbers.push_back({name, values.first, values.second});
    };
    const auto exactly = [](double one, double other) {
        return std::pair(Bounded::exactly(one), Bounded::exactly(other));
    };
    add("u", exactly(now.u, recorded.u));
    add("rank", bounds([](const Step& step) { return step.rank + 1; },
                       [](const Step& step) { return step.mostRank() + 1; }));
    add("probability_raw", bounds([](const Step& step) { return step.modelProbability; },
                                  [](const Step& step) { return step.mostModelProbability(); }));
    add("probability_final",
        bounds([](const Step& step) { return step.samplingProbability; },
               [](const Step& step) { return step.mostSamplingProbability(); }));
    add("entropy_original", ofInfo(&Info::modelEntropy, &Most::modelEntropy));
    add("entropy_final", ofInfo(&Info::samplingEntropy, &Most::samplingEntropy));
    add("effective_vocabulary", ofInfo(&Info::effectiveVocabulary, &Most::effectiveVocabulary));
    add("kept", ofInfo(&Info::kept, &Most::kept));
    if (recorded.mu)
        add("mu", exactly(now.mu.value_or(0.0), *recorded.mu));
    if (recorded.info.topTokenProbability > 0.0 || recorded.info.most) // older files have none
        add("top_token_probability",
            ofInfo(&Info::topTokenProbability, &Most::topTokenProbability));
    return numbers;
}

std::string textOf(const Bounded& number)
{
    return boundedText(number, [](double each) { return fmt::format("{}", each); });
}

// What of it is not as recorded, the most important first; nothing where all is.
std::optional<Difference> findDifference(const OpenModel& model, const Step& now,
                                         const Step& recorded, Rounding rounding)
{
    if (now.token != recorded.token)
        return Difference{fmt::format("token {} ({}) is sampled, and {} ({}) is in the file",
                                      now.token, tokenLabel(model.tokenizer.bytes(now.token)),
                                      recorded.token, tokenLabel(recorded.bytes))};
    const auto knownOf = [](const Step& step) {
        return step.coverage.whole() ? 0 : step.coverage.known;
    };
    const bool isAsMuch = knownOf(now) == knownOf(recorded);
    const auto areSame = [isAsMuch](const Bounded& one, const Bounded& other, double part) {
        const auto isNear = [part](double value, double wanted) {
            return value == wanted || std::abs(value - wanted) <= part * std::abs(wanted);
        };
        if (isAsMuch)
            return isNear(one.low, other.low) && isNear(one.high, other.high);
        return (one.low <= other.high || isNear(one.low, other.high)) &&
               (other.low <= one.high || isNear(other.low, one.high));
    };
    for (const auto& [name, is, was] : numbersOf(now, recorded))
        if (!areSame(is, was, partOf(rounding)))
            return Difference{
                fmt::format("{} is {}, and {} in the file", name, textOf(is), textOf(was)),
                areSame(is, was, partOf(Rounding::OfAny))};
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
            result.unsampled += recorded.chosen || now->isSampled ? 0 : 1;
            if (auto found = findDifference(*model, now->step, recorded, rounding))
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
