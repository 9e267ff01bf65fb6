// A continuation in a few numbers.
#pragma once

#include "core/run/run.h"

#include <optional>

namespace logitscope
{

// All 0 without steps. Of steps that are known in part the means are lower bounds, and `most` has
// the upper ones, which may be infinite.
struct RunStatistics
{
    int tokens = 0;
    double meanEntropy = 0.0;             // bits, of the distributions that were sampled from
    double meanEffectiveVocabulary = 0.0; // mean of 2^entropy, in tokens
    double meanSurprisal = 0.0; // bits, of what was sampled, by the model's own probability
    double distinct2 = 1.0; // different pairs of neighbouring tokens, as a share of all pairs; 1
                            // where there are none (Li et al. 2016, "A Diversity-Promoting
                            // Objective Function for Neural Conversation Models")

    struct Most
    {
        double meanEntropy = 0.0;
        double meanEffectiveVocabulary = 0.0;
        double meanSurprisal = 0.0;

        friend bool operator==(const Most&, const Most&) = default;
    };

    std::optional<Most> most = {};

    friend bool operator==(const RunStatistics&, const RunStatistics&) = default;
};

RunStatistics statisticsOf(const Branch& branch);

// The first step with another token than the other branch has, or at which only one of them goes
// on; their common length when they are the same.
int departure(const Branch& branch, const Branch& other);

} // namespace logitscope
