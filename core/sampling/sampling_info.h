// The handful of numbers that say how uncertain a step was, before and after the sampler.
#pragma once

#include <optional>

namespace logitscope
{

// Entropies are Shannon's, in bits, over the whole vocabulary. Of a distribution that is known in
// part these are lower bounds, and `most` has the upper ones.
struct SamplingInfo
{
    double modelEntropy = 0.0;    // of the model's distribution at temperature 1, nothing removed
    double samplingEntropy = 0.0; // of the distribution that is sampled from
    double effectiveVocabulary = 1.0; // 2^samplingEntropy: as uncertain as that many equal tokens
    double topTokenProbability = 1.0; // the highest sampling probability
    int kept = 0;                     // tokens that no stage removed

    struct Most
    {
        double modelEntropy = 0.0;
        double samplingEntropy = 0.0;
        double effectiveVocabulary = 1.0;
        double topTokenProbability = 1.0;
        int kept = 0;

        friend bool operator==(const Most&, const Most&) = default;
    };

    std::optional<Most> most = {};

    friend bool operator==(const SamplingInfo&, const SamplingInfo&) = default;
};

} // namespace logitscope
