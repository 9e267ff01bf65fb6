#include "core/sampling/shaped_step.h"

#include "core/sampling/gumbel.h"

#include <numeric>

namespace logitscope
{

namespace
{

int pickedByGumbel(const Distribution& distribution, const Shaped& shaped, const NumberOf& numberOf)
{
    std::vector<float> logits;
    std::vector<TokenId> tokens;
    for (int rank = 0; rank < shaped.end(); ++rank) {
        logits.push_back(distribution.penalisedLogit(rank));
        tokens.push_back(distribution.token(rank));
    }
    return static_cast<int>(pickByGumbel(logits, tokens, shaped.kept(), numberOf));
}

} // namespace

ShapedStep shapeStep(const Distribution& distribution, const SamplerChain& chain,
                     const ChainInput& input, double u, const NumberOf& numberOf)
{
    auto seen = chain.hasPenalties() ? distribution.penalised(chain, input) : distribution;
    auto shaped = seen.shape(chain, input);
    const bool isOneNumber = chain.pick == Pick::InverseCdf;
    const int picked = isOneNumber ? shaped.draw(u) : pickedByGumbel(seen, shaped, numberOf);
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
