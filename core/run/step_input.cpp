#include "core/run/step_input.h"

#include <algorithm>

namespace logitscope
{

StepInput::StepInput(const Run& run, const Branch& branch, int index, std::uint64_t stream)
    : prompt_(textBefore(run, branch, std::min(index, 0)))
    , dice_(branch.seed, stream)
    , number_(static_cast<std::uint64_t>(std::max(index, 0)))
{
    for (const auto& node : pathTo(branch.leaf)) {
        if (node->index >= index)
            break;
        sampled_.push_back(node->step.token);
        mu_ = node->step.mu;
    }
}

ChainInput StepInput::chain() const
{
    return {.prompt = prompt_, .sampled = sampled_, .chance = dice_.chance(number_), .mu = mu_};
}

NumberOf StepInput::numberOf() const
{
    return [dice = dice_, number = number_](TokenId token) { return dice.ofToken(number, token); };
}

} // namespace logitscope
