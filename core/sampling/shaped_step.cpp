#include "core/sampling/shaped_step.h"

#include "core/sampling/pick.h"

#include <utility>

namespace logitscope
{

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
    return {std::move(seen), std::move(shaped), picked,
            isOneNumber ? std::optional(u) : std::nullopt};
}

std::vector<StageLeft> leftByStages(const ShapedStep& step, const SamplerChain& chain)
{
    const auto& [distribution, shaped, picked, u] = step;
    std::vector<StageLeft> left;
    auto active = shaped.stages.begin();
    StageLeft now{shaped.possible, distribution.size(), 1.0};
    for (const auto& stage : chain.stages) {
        if (stage.isActive()) {
            const auto& living = (active++)->living;
            if (static_cast<int>(living.count()) != now.candidates)
                now = {static_cast<int>(living.count()), now.all,
                       distribution.probability(static_cast<int>(living.begin),
                                                static_cast<int>(living.end))};
        }
        left.push_back(now);
    }
    return left;
}

} // namespace logitscope
