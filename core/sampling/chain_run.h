// What a chain makes of one step's tokens, for a chart that shows all of them as for a draw that
// ranks no more than it needs: which tokens every stage left, and how uncertain the choice between
// the last of them is.
//
// Sources: top-p: Holtzman et al. 2020; min-p: Nguyen et al. 2024; typical-p: Meister et al. 2022;
// epsilon and eta: Hewitt, Manning and Liang 2022; top-nσ: Tang et al. 2024; mirostat: version 2 of
// Basu et al. 2021; top-a, XTC and dynamic temperature: llama.cpp and text-generation-webui.
#pragma once

#include "core/sampling/living_tokens.h"
#include "core/sampling/ranked_weights.h"
#include "core/sampling/raw_logits.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/sampling_info.h"
#include "core/sampling/shortage.h"
#include "core/token_id.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace logitscope
{

// What a chain looks at beside the logits: the text so far, for the penalties, and what some stages
// need at this step.
struct ChainInput
{
    std::span<const TokenId> prompt = {};
    std::span<const TokenId> sampled = {};
    double chance = 0.0;           // XTC's random number, in [0, 1)
    std::optional<double> mu = {}; // mirostat's bound, in bits; none before the first step
};

// What mirostat needs to know of the sampled token's logit to say the next step's bound.
struct MirostatStep
{
    double mu;
    double target;
    double rate;
    Living seen;   // by the stage
    double top;    // the highest of their logits
    double weight; // the sum of their weights

    // mu - rate * (surprisal - target)
    double next(double logit) const;
};

struct Left
{
    StageKind by;
    Living living;        // after that stage
    double unknown = 0.0; // weight of unknown tokens that may be left, roughly
    std::size_t most = 0; // tokens that may be left: more than the living where not all are known
    bool isLost = false;  // which ones is not certain of any
};

// What is certain of the kept tokens where not all tokens are known: that those of the ranks
// [kept.begin, sure) are kept, with no unknown token between them.
struct KeptForCertain
{
    std::size_t sure = 0;
    Bounded weight = {}; // of all that are kept, unknown ones as well
    double most = 0.0;   // that an unknown one weighs
};

struct ChainResult
{
    std::vector<Left> stages; // that can change anything, in the chain's order
    Living kept;              // in the end
    double factor = 1.0;      // of a weight at its temperature to the sampling probability
    KeptForCertain certain;
    // Nothing: with the whole vocabulary, the same tokens are left and have these probabilities.
    std::optional<Shortage> shortage = {};
    SamplingInfo info;
    std::optional<MirostatStep> mirostat;
};

// Of logits to which penalties were applied. `chain` must be free of errors (findError).
ChainResult runChain(const RawLogits& raw, const RankedLogits& ranked, const SamplerChain& chain,
                     const ChainInput& input = {});

} // namespace logitscope
