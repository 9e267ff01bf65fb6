// A step as a chain sees it: the tokens in the order that its penalties put them in, what its
// stages left of them, and which one its random numbers pick.
#pragma once

#include "core/sampling/distribution.h"
#include "core/sampling/draw.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped.h"

#include <optional>
#include <vector>

namespace logitscope
{

struct ShapedStep
{
    Distribution distribution;
    Shaped shaped;
    int picked;                // rank
    std::optional<double> u;   // that picked it; nothing where every token has a number of its own
    bool isPickCertain = true; // where not all tokens are known

    TokenId pickedToken() const { return distribution.token(picked); }
};

ShapedStep shapeStep(const Distribution& distribution, const SamplerChain& chain,
                     const ChainInput& input, double u, const NumberOf& numberOf);

// What a stage left.
struct StageLeft
{
    int candidates;
    int all;     // the vocabulary
    double mass; // of the model's probability

    // Where not all tokens are known, the others are lower bounds.
    struct Most
    {
        int candidates;
        double mass;

        friend bool operator==(const Most&, const Most&) = default;
    };

    std::optional<Most> most = {};

    friend bool operator==(const StageLeft&, const StageLeft&) = default;
};

// Of every stage of the chain, in its order; of one that is off, as before it.
std::vector<StageLeft> leftByStages(const ShapedStep& step, const SamplerChain& chain);

} // namespace logitscope
