#include "core/sampling/logit_adjustment.h"

#include <unordered_map>

namespace logitscope
{

void LogitAdjustment::apply(std::span<const TokenId> drawn, std::span<float> logits) const
{
    const auto add = [&](TokenId token, double difference) {
        auto& logit = logits[static_cast<std::size_t>(token)];
        logit = static_cast<float>(logit + difference);
    };
    for (const auto& [token, difference] : bias)
        add(token, difference);
    if (presencePenalty == 0.0 && frequencyPenalty == 0.0)
        return;
    std::unordered_map<TokenId, int> counts;
    for (const auto token : drawn)
        ++counts[token];
    for (const auto& [token, count] : counts)
        add(token, -(count * frequencyPenalty + presencePenalty));
}

} // namespace logitscope
