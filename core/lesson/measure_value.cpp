#include "core/lesson/measure_value.h"

#include "core/lesson/lesson_markup.h"
#include "core/run/run_statistics.h"
#include "core/run/step_input.h"
#include "core/sampling/shaped_step.h"
#include "core/shortened.h"
#include "core/text/token_label.h"

#include <algorithm>
#include <cmath>

namespace logitscope
{

namespace
{

std::string bytesOf(const SceneFacts& facts, TokenId token)
{
    return std::string(facts.model.tokenizer.bytes(token));
}

Result<TokenId> tokenOf(const SceneFacts& facts, const std::string& text)
{
    const auto tokens = facts.model.tokenizer.encode(text);
    if (!tokens)
        return tl::unexpected(tokens.error());
    if (tokens->size() != 1)
        return fail("“{}” is {} tokens of this model, not one", shortened(tokenLabel(text)),
                    tokens->size());
    if (facts.distribution && tokens->front() >= facts.distribution->size())
        return fail("“{}” is a token that the model doesn't know", tokenLabel(text));
    return tokens->front();
}

MeasureValue numberOf(const Bounded& number)
{
    return number.exact() ? MeasureValue(number.low) : MeasureValue(number);
}

// The branch that a strategy's name means; without one, the branch that is shown.
Result<const Branch*> branchOf(const SceneFacts& facts, const std::string& name)
{
    const auto& branches = facts.run.branches;
    if (name.empty())
        return branches.empty() ? nullptr : &facts.run.branch();
    const auto found = std::ranges::find(branches, name, &Branch::name);
    if (found == branches.end())
        return fail("there is no “{}” on the page", shortened(name));
    return &*found;
}

// Of a token that is there: those that it was sampled with, also where a fork has others since.
std::uint64_t streamAt(const Branch& branch, int step)
{
    for (const auto& node : pathTo(branch.leaf))
        if (node->index == step)
            return node->step.stream;
    return branch.stream;
}

// What a chain looks at, and what picks, at the step that is selected.
Result<StepInput> inputOf(const SceneFacts& facts)
{
    if (!facts.distribution || facts.run.branches.empty())
        return fail("no step is selected");
    const auto& branch = facts.run.branch();
    return StepInput(facts.run, branch, facts.step, streamAt(branch, facts.step));
}

bool isUnknown(const Distribution& distribution, int rank)
{
    return distribution.unknownCount() > 0 && rank >= distribution.known();
}

// Of the first so many together. Where a server told fewer, each of the others has no more than the
// least likely that it told, and all of them no more than the rest.
Bounded sumOf(const Distribution& distribution, int count)
{
    const int known = std::min(count, distribution.size() - distribution.unknownCount());
    const double sum = distribution.probability(0, known);
    if (count == known)
        return Bounded::exactly(sum);
    const double others = (count - known) * distribution.probabilityBounds(known).high;
    return {sum, sum + std::min(others, distribution.rest())};
}

// What the model says of the step, whatever the chain.
Result<MeasureValue> ofModel(const Measure& measure, const SceneFacts& facts)
{
    if (!facts.distribution)
        return fail("no step is selected");
    const auto& distribution = *facts.distribution;
    if (measure.kind == MeasureKind::ModelEntropy)
        return numberOf(distribution.entropy());
    if (measure.kind == MeasureKind::Token || measure.kind == MeasureKind::Sum) {
        if (measure.place > distribution.size())
            return fail("there are only {} tokens", distribution.size());
        if (measure.kind == MeasureKind::Sum)
            return numberOf(sumOf(distribution, measure.place));
        if (isUnknown(distribution, measure.place - 1))
            return fail("the server told only {} tokens", distribution.known());
        return bytesOf(facts, distribution.token(measure.place - 1));
    }
    const auto token = tokenOf(facts, measure.text);
    if (!token)
        return fail(token.error());
    const int rank = distribution.rankOf(*token);
    const auto probability = distribution.probabilityBounds(rank);
    switch (measure.kind) {
    case MeasureKind::Rank:
        return isUnknown(distribution, rank)
                   ? numberOf({distribution.known() + 1.0, double(distribution.size())})
                   : rank + 1.0;
    case MeasureKind::Logit:
        if (isUnknown(distribution, rank))
            return fail("the server didn't tell “{}”", tokenLabel(measure.text));
        return static_cast<double>(distribution.logit(rank));
    case MeasureKind::Bits:
        return numberOf({-std::log2(probability.high), -std::log2(probability.low)});
    default:
        return numberOf(probability);
    }
}

// p^(1/T), or its sum over the candidates kept.
Result<MeasureValue> weightOf(const Measure& measure, const ShapedStep& step,
                              const SamplerChain& chain, const SceneFacts& facts)
{
    const double temperature = step.shaped.temperature;
    if (chain.hasPenalties())
        return fail("weights are powers of the model probabilities, which penalties change");
    if (temperature == 0.0)
        return fail("at temperature 0 there are no weights");
    const auto weightOf = [&](double probability) {
        return std::pow(probability, 1.0 / temperature);
    };
    if (measure.kind == MeasureKind::Weight) {
        const auto token = tokenOf(facts, measure.text);
        return token.map([&](TokenId id) {
            const auto [low, high] =
                step.distribution.probabilityBounds(step.distribution.rankOf(id));
            return numberOf({weightOf(low), weightOf(high)});
        });
    }
    if (step.shaped.shortage)
        return fail("{}", step.shaped.shortage->sentence());
    double sum = 0.0;
    for (int rank = step.shaped.begin; rank < step.shaped.end(); ++rank)
        sum += weightOf(step.distribution.probability(rank));
    return sum;
}

// What the chain makes of the step.
Result<MeasureValue> ofStep(const Measure& measure, const SamplerChain& chain,
                            const SceneFacts& facts)
{
    const auto input = inputOf(facts);
    if (!input)
        return fail(input.error());
    if (measure.kind == MeasureKind::RandomNumber)
        return input->u();
    const auto step =
        shapeStep(*facts.distribution, chain, input->chain(), input->u(), input->numberOf());
    const auto& info = step.shaped.info;
    switch (measure.kind) {
    case MeasureKind::Kept:
        return numberOf({double(info.kept), double(info.most ? info.most->kept : info.kept)});
    case MeasureKind::Entropy:
        return numberOf(
            {info.samplingEntropy, info.most ? info.most->samplingEntropy : info.samplingEntropy});
    case MeasureKind::Picked:
        if (!step.isPickCertain)
            return fail("{}", step.shaped.shortage->sentence());
        return bytesOf(facts, step.pickedToken());
    case MeasureKind::Weight:
    case MeasureKind::Weights:
        return weightOf(measure, step, chain, facts);
    default:
        break;
    }
    const auto token = tokenOf(facts, measure.text);
    if (!token)
        return fail(token.error());
    const int rank = step.distribution.rankOf(*token);
    if (measure.kind == MeasureKind::SamplingProbability)
        return numberOf(step.shaped.probabilityBounds(rank));
    if (step.shaped.shortage)
        return fail("{}", step.shaped.shortage->sentence());
    const auto part = step.shaped.interval(rank);
    if (part.begin >= part.end)
        return fail("“{}” can't be sampled, so no u picks it", tokenLabel(measure.text));
    return measure.kind == MeasureKind::From ? part.begin : part.end;
}

Result<MeasureValue> ofPrompt(const Measure& measure, const SceneFacts& facts)
{
    const auto perplexity = perplexityOf(facts.prompt);
    if (!perplexity)
        return fail("the prompt has no perplexity, which takes two tokens");
    if (measure.kind == MeasureKind::Perplexity)
        return numberOf(*perplexity);
    const auto place = static_cast<std::size_t>(measure.place);
    if (place < 2 || place - 2 >= facts.prompt.size())
        return fail("the prompt's tokens with a probability are the second to the last, which is "
                    "number {}",
                    facts.prompt.size() + 1);
    return numberOf(facts.prompt[place - 2].probabilities());
}

Result<MeasureValue> ofBranch(const Measure& measure, const SceneFacts& facts)
{
    const auto branch = branchOf(facts, measure.text);
    if (!branch)
        return fail(branch.error());
    if (!*branch)
        return fail("there is no text on the page");
    if (measure.kind == MeasureKind::Text)
        return continuationOf(**branch);
    const auto statistics = statisticsOf(**branch);
    if (measure.kind == MeasureKind::Surprisal)
        return numberOf({statistics.meanSurprisal, statistics.most ? statistics.most->meanSurprisal
                                                                   : statistics.meanSurprisal});
    return measure.kind == MeasureKind::Tokens ? static_cast<double>(statistics.tokens)
                                               : statistics.distinct2;
}

// A model's text as Markdown, which shows it as it stands: a token may be * or |.
std::string asMarkdown(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>#|~!&").find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

} // namespace

Result<MeasureValue> valueOf(const Measure& measure, const SceneFacts& facts)
{
    const auto& chain = measure.chain ? *measure.chain : facts.chain;
    switch (measure.kind) {
    case MeasureKind::ModelProbability:
    case MeasureKind::Rank:
    case MeasureKind::Logit:
    case MeasureKind::Bits:
    case MeasureKind::Token:
    case MeasureKind::Sum:
    case MeasureKind::ModelEntropy:
        return ofModel(measure, facts);
    case MeasureKind::Perplexity:
    case MeasureKind::PromptProbability:
        return ofPrompt(measure, facts);
    case MeasureKind::Tokens:
    case MeasureKind::Text:
    case MeasureKind::Distinct2:
    case MeasureKind::Surprisal:
        return ofBranch(measure, facts);
    case MeasureKind::StageValue:
        return chain.value(measure.stage);
    case MeasureKind::Vocabulary:
        return static_cast<double>(facts.model.tokenizer.size());
    case MeasureKind::Prompt:
        return facts.run.prompt;
    case MeasureKind::Seed:
        return facts.run.branches.empty() ? 0.0 : static_cast<double>(facts.run.branch().seed);
    case MeasureKind::Branches:
        return static_cast<double>(facts.run.branches.size());
    case MeasureKind::Predictions:
        return static_cast<double>(facts.predictions);
    case MeasureKind::RoundStage:
        return facts.stage;
    default:
        return ofStep(measure, chain, facts);
    }
}

Result<bool> holdsNow(const Claim& claim, const SceneFacts& facts)
{
    const auto value = valueOf(claim.measure, facts);
    if (!value)
        return fail(value.error());
    if (const auto* constant = std::get_if<MeasureValue>(&claim.other))
        return holds(*value, claim.relation, *constant);
    const auto other = valueOf(std::get<Measure>(claim.other), facts);
    return other.map([&](const MeasureValue& than) { return holds(*value, claim.relation, than); });
}

std::string filledIn(std::string_view text, const SceneFacts& facts)
{
    return filledIn(text, [&](std::string_view words) -> std::string {
        const auto measure = parseMeasure(words);
        const auto value = measure ? valueOf(*measure, facts) : fail(measure.error());
        if (!value)
            return "–";
        auto shown = valueText(*measure, *value);
        return std::holds_alternative<std::string>(*value) ? asMarkdown(shown) : shown;
    });
}

} // namespace logitscope
