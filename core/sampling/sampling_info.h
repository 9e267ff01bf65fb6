// The handful of numbers that say how uncertain a step was, before and after the sampler.
#pragma once

namespace logitscope
{

// Entropies are Shannon's, in bits, over the whole vocabulary.
struct SamplingInfo
{
    double originalEntropy = 0.0; // of the model's distribution at temperature 1, nothing cut
    double finalEntropy = 0.0;    // of the distribution that is sampled from
    double effectiveVocabulary =
        1.0; // 2^finalEntropy: as uncertain as a fair die with that many sides
    double topTokenProbability = 1.0; // final probability of rank 0
    int kept = 0;                     // tokens that neither top-k nor top-p cut

    friend bool operator==(const SamplingInfo&, const SamplingInfo&) = default;
};

} // namespace logitscope
