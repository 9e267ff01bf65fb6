#include "core/sampling/candidates.h"

#include <algorithm>

namespace logitscope
{

// One more than are needed: it says that no token which isn't told is as likely as these.
int candidatesWanted(const SamplerChain& chain, int vocabulary)
{
    constexpr int usual = 64;
    for (const auto& stage : chain.stages) {
        if (!stage.isActive())
            continue;
        switch (stage.kind) {
        case StageKind::PresencePenalty:
        case StageKind::FrequencyPenalty:
        case StageKind::Dry:
            continue;
        case StageKind::Temperature:
            if (stage.value() > 0.0)
                continue;
            return std::min(2, vocabulary);
        case StageKind::TopK:
            return stage.value() < vocabulary ? static_cast<int>(stage.value()) + 1 : vocabulary;
        case StageKind::RepetitionPenalty:
        case StageKind::DynamicTemperature:
        case StageKind::TopNSigma:
            return vocabulary;
        default:
            return std::min(usual, vocabulary);
        }
    }
    return std::min(usual, vocabulary);
}

} // namespace logitscope
