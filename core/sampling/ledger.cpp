#include "core/sampling/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace logitscope
{

namespace
{

// As few digits as tell it from its neighbour.
std::string short3(double value)
{
    return fmt::format("{:.3g}", value);
}

} // namespace

Ledger::Ledger(std::shared_ptr<const ShapedStep> step, SamplerChain chain, std::optional<double> mu)
    : step_(std::move(step))
    , chain_(std::move(chain))
    , mu_(mu)
    , ends_(shaped().intervalEnds())
{
    const auto add = [&](const Living& living, double unknown) {
        const auto logits = distribution().penalisedLogits().subspan(living.begin, living.count());
        const auto sums = living.temperature == 0.0
                              ? WeightSums{1.0, 0.0}
                              : sumWeights(logits, logits.front(), living.temperature);
        before_.push_back(
            {living, sums.weight + unknown, entropyOf(sums) * std::numbers::ln2, unknown});
    };
    const double rest = distribution().rest();
    add({0, static_cast<std::size_t>(shaped().possible), 1.0}, 0.0);
    before_.front().weight /= 1.0 - rest;
    for (const auto& [by, living, unknown, most, isLost] : shaped().stages) {
        if (describe(by).effect == StageEffect::Penalises)
            continue;
        stages_.push_back(by);
        add(living, unknown);
    }
}

double Ledger::probability(const Before& before, int rank) const
{
    const auto& [living, weight, entropy, unknown] = before;
    const auto index = static_cast<std::size_t>(rank);
    if (index < living.begin || index >= living.end)
        return 0.0;
    if (living.temperature == 0.0)
        return index == living.begin ? 1.0 : 0.0;
    const double top = distribution().penalisedLogit(static_cast<int>(living.begin));
    return std::exp((distribution().penalisedLogit(rank) - top) / living.temperature) / weight;
}

double Ledger::after(std::size_t stage, int rank) const
{
    return probability(before_[stage + 1], rank);
}

std::string Ledger::verdict(int rank) const
{
    const auto verdict = shaped().verdict(rank);
    if (verdict.isUnknown())
        return "unknown: the server didn't tell it";
    if (verdict.isImpossible())
        return "impossible: its logit is -inf";
    const auto bounds = shaped().probabilityBounds(rank);
    if (bounds.low == 0.0 && bounds.high > 0.0)
        return "perhaps kept: the server told too few tokens to say";
    if (verdict.isKept())
        return "kept";
    std::size_t stage = 0;
    while (stages_[stage] != verdict.by)
        ++stage;
    return fmt::format("removed by {}: {}", describe(verdict.by).name, reason(stage, rank));
}

// In the numbers of the stage's own rule.
std::string Ledger::reason(std::size_t stage, int rank) const
{
    const auto& before = before_[stage];
    const auto& left = before_[stage + 1].living;
    const auto& values = chain_.find(stages_[stage])->values;
    const int first = static_cast<int>(before.living.begin);
    const double p = probability(before, rank);
    const double highest = probability(before, first);
    switch (stages_[stage]) {
    case StageKind::TopK:
        return fmt::format("{} of {} kept", values[0], before.living.count());
    case StageKind::TopP:
        return fmt::format("{} reached at rank {}", values[0], left.end);
    case StageKind::MinP:
        return fmt::format("{} < {} × {}", short3(p), values[0], short3(highest));
    case StageKind::TypicalP:
        return fmt::format("surprisal {} is farther from the entropy {} than those that reach {}, "
                           "in nats",
                           short3(-std::log(p)), short3(before.entropy), values[0]);
    case StageKind::TopA:
        return fmt::format("{} < {} × {}²", short3(p), values[0], short3(highest));
    case StageKind::Epsilon:
        return fmt::format("{} < {}", short3(p), values[0]);
    case StageKind::Eta:
        return fmt::format("{} < min({}, √{} · e^-{})", short3(p), values[0], values[0],
                           short3(before.entropy));
    case StageKind::TopNSigma:
        return fmt::format("logit {} is more than {} standard deviations below {}",
                           short3(distribution().penalisedLogit(rank)), values[0],
                           short3(distribution().penalisedLogit(first)));
    case StageKind::Xtc:
        return fmt::format("{} ≥ {}, and so is that of a less likely one", short3(p), values[0]);
    case StageKind::Mirostat:
        return fmt::format("surprisal {} > {} bits", short3(-std::log2(p)),
                           short3(mu_.value_or(2.0 * values[0])));
    default:
        return {};
    }
}

Shaped::Interval Ledger::interval(int rank) const
{
    if (rank < shaped().begin)
        return {0.0, 0.0};
    if (rank >= shaped().end())
        return {1.0, 1.0};
    const auto index = static_cast<std::size_t>(rank - shaped().begin);
    return {index == 0 ? 0.0 : ends_[index - 1], ends_[index]};
}

} // namespace logitscope
