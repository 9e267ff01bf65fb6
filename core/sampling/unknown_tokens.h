// The tokens of a step of which a server said nothing but their probability together. Each of them
// is at most as likely as the least likely known one, so that what depends on them has bounds.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/sampling/bounded.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/softmax.h"
#include "core/token_id.h"

#include <limits>
#include <span>
#include <utility>

namespace logitscope
{

struct RawLogits;
struct ChainInput;

// Weights are exp(logit - top), where `top` is the highest logit of a known token.
struct UnknownTokens
{
    int count = 0;       // none where the whole vocabulary is known
    double weight = 0.0; // of all together, at temperature 1, as the server has it
    Bounded bounds = Bounded::exactly(0.0); // of that: probabilities come from F32 numbers
    float highest = -std::numeric_limits<float>::infinity(); // no logit of theirs is above this

    friend bool operator==(const UnknownTokens&, const UnknownTokens&) = default;
};

// Of logits of which the known ones weigh `known` together. The Error says what of the coverage
// they contradict.
Result<UnknownTokens> unknownTokens(const Coverage& coverage, std::span<const float> logits,
                                    double known, float top);

// What a bias and the chain's penalties make of the logits of `model`: readRaw(changed), with what
// then is known of the unknown tokens. `changed` are by token, as are those of `model`.
Result<RawLogits> readChanged(const RawLogits& model, std::span<const float> changed,
                              std::span<const std::pair<TokenId, float>> bias,
                              const SamplerChain& chain, const ChainInput& input);

// What `count` tokens weigh at a temperature above 0 that weigh `weight` at temperature 1 and none
// of which weighs more than `most` then: w^(1/T) in total. It is least and most where the weight is
// spread evenly, and where as few tokens as possible have it.
Bounded weightAt(double temperature, const Bounded& weight, double most, double count);

// The entropy of known tokens together with `count` others that weigh `weight` and none of which
// weighs more than `most`, in bits: the others spread evenly at most, and at least as few as
// possible. No known token may weigh less than `most`.
Bounded entropyWith(const WeightSums& known, const Bounded& weight, double most, double count);

} // namespace logitscope
