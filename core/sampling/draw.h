// One token of a step, without the chart of the whole distribution.
#pragma once

#include "core/result.h"
#include "core/sampling/chain_run.h"
#include "core/sampling/penalties.h"
#include "core/sampling/pick.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/sampling_info.h"
#include "core/token_id.h"

#include <optional>
#include <span>

namespace logitscope
{

struct Draw
{
    TokenId token = 0;
    int rank = 0; // among all tokens by the model's logit, 0 is the most likely
    double modelProbability = 0.0;
    double samplingProbability = 0.0;
    SamplingInfo info;
    std::optional<double> mu = {}; // mirostat's bound for the next step, where the chain has one
    // Of logits of which a server told only some. Nothing: with all of them, the same token would
    // be drawn. Otherwise the token is one of several that might be.
    std::optional<Shortage> shortage = {};

    friend bool operator==(const Draw&, const Draw&) = default;
};

struct DrawInput
{
    ChainInput chain = {};
    std::span<const std::pair<TokenId, float>> bias = {}; // before the penalties
    NumberOf numberOf = {};                               // where the chain picks by Gumbel-max
    Coverage coverage = {};                               // of the logits: usually all are known
};

// What Distribution::rank(logits), its shape(chain) and that one's draw(u) give, to the last bit,
// but only as much of the vocabulary is ranked as this takes: the nucleus, the k best, or the ranks
// until u is reached. Under penalties or a bias it is sampled from what they make of the logits;
// but the token's rank, its model probability and the model's entropy stay the model's own.
//
// Where not all logits are known, the sampling probability is the model's share of what is known to
// be there, or the least that it can be.
Result<Draw> drawToken(std::span<const float> logits, const SamplerChain& chain, double u,
                       const DrawInput& input = {});

} // namespace logitscope
