// The handful of numbers that say how uncertain a step was, before and after the sampler.
#pragma once

namespace logitscope
{

// Entropies are Shannon's, in bits, over the whole vocabulary.
struct SamplingInfo
{
    double modelEntropy = 0.0;    // of the model's distribution at temperature 1, nothing removed
    double samplingEntropy = 0.0; // of the distribution that is sampled from
    double effectiveVocabulary = 1.0; // 2^samplingEntropy: as uncertain as that many equal tokens
    double topTokenProbability = 1.0; // the highest sampling probability
    int kept = 0;                     // tokens that no stage removed

    friend bool operator==(const SamplingInfo&, const SamplingInfo&) = default;
};

} // namespace logitscope
