// One token of a continuation and how it came to be chosen.
#pragma once

#include "core/coverage.h"
#include "core/sampling/bounded.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/sampling_info.h"
#include "core/token_id.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

namespace logitscope
{

struct Step
{
    TokenId token = 0;
    std::string bytes; // what the token adds to the text; not necessarily whole characters
    int rank = 0; // among all tokens by logit, 0 is the most likely; of an unknown token the least
    double modelProbability = 0.0;    // by the model: temperature 1, nothing removed
    double samplingProbability = 0.0; // of the distribution that was sampled from
    double u = 0.0;                   // the random number that picked it, in [0, 1)
    std::uint64_t stream = 0;         // of the seed's random numbers, that this one is from
    bool chosen = false;              // by a person: u would have picked it or another
    SamplerChain settings;            // under which it was sampled
    std::optional<double> mu = {};    // mirostat's bound for the token after it, in bits
    SamplingInfo info;
    Coverage coverage = {}; // of what it was sampled from: usually all tokens are known

    // Whether a server didn't tell the token, which a person chose. Then its model probability is 0
    // here, and may be anything up to the rest.
    bool isUnknown() const { return !coverage.whole() && modelProbability == 0.0; }

    int mostRank() const { return isUnknown() ? coverage.vocabulary - 1 : rank; }

    double mostModelProbability() const { return isUnknown() ? coverage.rest : modelProbability; }

    // All sampling probabilities have the same factor, which may be known only roughly. One that is
    // 0 here may have any where it isn't certain which tokens are kept.
    double mostSamplingProbability() const
    {
        if (!info.most)
            return samplingProbability;
        if (samplingProbability == 0.0)
            return info.kept == info.most->kept && !isUnknown() ? 0.0
                                                                : info.most->topTokenProbability;
        const double factor = info.most->topTokenProbability / info.topTokenProbability;
        return std::min(1.0, samplingProbability * factor);
    }

    Bounded samplingProbabilities() const
    {
        return {samplingProbability, mostSamplingProbability()};
    }

    // How unexpected the token was for the model, in bits: -log2 of the model probability. Of an
    // unknown token it is at least this.
    double surprisal() const { return -std::log2(mostModelProbability()); }

    friend bool operator==(const Step&, const Step&) = default;
};

} // namespace logitscope
