#include "core/sampling/shaped_step.h"

#include "core/sampling/pick.h"

#include <utility>

namespace logitscope
{

namespace
{

bool isCertainPick(const Distribution& distribution, const Shaped& shaped, int picked, Pick pick,
                   double u, const NumberOf& numberOf)
{
    ChainResult result;
    result.kept = shaped.kept();
    result.certain = shaped.certain;
    result.shortage = shaped.shortage;
    return isCertain(
        {static_cast<std::size_t>(picked), 0.0}, pick, result, distribution.raw(),
        [&](std::size_t) { return distribution.penalisedLogits(); },
        [&](std::size_t) { return distribution.tokens(); }, u, numberOf);
}

} // namespace

ShapedStep shapeStep(const Distribution& distribution, const SamplerChain& chain,
                     const ChainInput& input, double u, const NumberOf& numberOf)
{
    auto seen = chain.hasPenalties() ? distribution.penalised(chain, input) : distribution;
    auto shaped = seen.shape(chain, input);
    const bool isOneNumber = chain.pick == Pick::InverseCdf;
    const int picked = isOneNumber
                           ? shaped.draw(u)
                           : static_cast<int>(pickByGumbel(seen.penalisedLogits(), seen.tokens(),
                                                           shaped.kept(), numberOf));
    const bool isPickCertain = isCertainPick(seen, shaped, picked, chain.pick, u, numberOf);
    return {std::move(seen), std::move(shaped), picked,
            isOneNumber ? std::optional(u) : std::nullopt, isPickCertain};
}

std::vector<StageLeft> leftByStages(const ShapedStep& step, const SamplerChain& chain)
{
    const auto& [distribution, shaped, picked, u, isPickCertain] = step;
    std::vector<StageLeft> left;
    auto active = shaped.stages.begin();
    StageLeft now{shaped.possible, distribution.size(), 1.0, {}};
    if (distribution.unknownCount() > 0) {
        now.mass = 1.0 - distribution.rest();
        now.most = {distribution.size(), 1.0};
    }
    for (const auto& stage : chain.stages) {
        if (stage.isActive()) {
            const auto& [by, living, unknown, most, isLost] = *active++;
            if (static_cast<int>(living.count()) != now.candidates)
                now = {static_cast<int>(living.count()),
                       now.all,
                       distribution.probability(static_cast<int>(living.begin),
                                                static_cast<int>(living.end)),
                       {}};
            now.most = most > living.count()
                           ? std::optional(StageLeft::Most{static_cast<int>(most), 1.0})
                           : std::nullopt;
            if (isLost)
                now = {1, now.all, 0.0, StageLeft::Most{now.all, 1.0}};
        }
        left.push_back(now);
    }
    return left;
}

} // namespace logitscope
