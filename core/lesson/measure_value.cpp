#include "core/lesson/measure_value.h"

#include "core/lesson/lesson_markup.h"
#include "core/run/run_statistics.h"
#include "core/run/step_input.h"
#include "core/sampling/draw.h"
#include "core/shortened.h"
#include "core/text/token_label.h"

#include <algorithm>

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
    if (tokens.size() != 1)
        return fail("“{}” is {} tokens of this model, not one", tokenLabel(text), tokens.size());
    return tokens.front();
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

// One step under a chain.
struct ShapedStep
{
    Distribution distribution; // as penalties left it
    Shaped shaped;
    double u;
};

Result<ShapedStep> shapedStep(const Measure& measure, const SceneFacts& facts)
{
    if (!facts.distribution || facts.run.branches.empty())
        return fail("no step is selected");
    const auto& chain = measure.chain ? *measure.chain : facts.chain;
    const auto& branch = facts.run.branch();
    const StepInput input(facts.run, branch, facts.step, branch.stream);
    auto distribution = chain.hasPenalties() ? facts.distribution->penalised(chain, input.chain())
                                             : *facts.distribution;
    auto shaped = distribution.shape(chain, input.chain());
    return ShapedStep{std::move(distribution), std::move(shaped), input.u()};
}

Result<MeasureValue> ofStep(const Measure& measure, const SceneFacts& facts)
{
    const auto step = shapedStep(measure, facts);
    if (!step)
        return fail(step.error());
    const auto& [distribution, shaped, u] = *step;
    switch (measure.kind) {
    case MeasureKind::Kept:
        return static_cast<double>(shaped.info.kept);
    case MeasureKind::Entropy:
        return shaped.info.samplingEntropy;
    case MeasureKind::Picked:
        return bytesOf(facts, distribution.token(shaped.draw(u)));
    case MeasureKind::Token:
        if (measure.place > distribution.size())
            return fail("there are only {} tokens", distribution.size());
        return bytesOf(facts, distribution.token(measure.place - 1));
    default:
        break;
    }
    const auto token = tokenOf(facts, measure.text);
    if (!token)
        return fail(token.error());
    const int rank = distribution.rankOf(*token);
    if (measure.kind == MeasureKind::Rank)
        return static_cast<double>(facts.distribution->rankOf(*token) + 1);
    return measure.kind == MeasureKind::ModelProbability ? distribution.probability(rank)
                                                         : shaped.probability(rank);
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
    return measure.kind == MeasureKind::Tokens      ? static_cast<double>(statistics.tokens)
           : measure.kind == MeasureKind::Distinct2 ? statistics.distinct2
                                                    : statistics.meanSurprisal;
}

} // namespace

Result<MeasureValue> valueOf(const Measure& measure, const SceneFacts& facts)
{
    const auto& chain = measure.chain ? *measure.chain : facts.chain;
    switch (measure.kind) {
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
        return ofStep(measure, facts);
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
        return value ? valueText(*measure, *value) : "–";
    });
}

} // namespace logitscope
