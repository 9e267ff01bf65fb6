// One step of a language model: every token of the vocabulary, ranked once, then shaped by the
// sampler chain as often as a slider moves. Whatever a chart shows comes from here, over the
// whole vocabulary; what is drawn without one comes from drawToken, and is the same.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/sampling/chain_run.h"
#include "core/sampling/raw_logits.h"
#include "core/sampling/sampler_chain.h"
#include "core/sampling/shaped.h"
#include "core/sampling/softmax.h"
#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

// Takes 12 bytes a token, 0.6 MB for GPT-2's vocabulary; the logits alone are a third of that, and
// ranking them again is quick.
class Distribution
{
public:
    // Ranks the logits, highest first, ties by the lower token id. A NaN, a +inf, an empty span, or
    // logits that are all -inf are an Error. Tokens that a server didn't tell come last.
    static Result<Distribution> rank(std::span<const float> logits, const Coverage& coverage = {});

    // The same tokens in the order that the chain's penalties put them in. What the model says of
    // them stays: their logits, probabilities and its entropy.
    Distribution penalised(const SamplerChain& chain, const ChainInput& input) const;

    int size() const;
    int known() const;        // ranks [0, known) have a finite logit
    int unknownCount() const; // tokens behind them that a server didn't tell
    double rest() const;      // the probability of these together
    TokenId token(int rank) const;
    int rankOf(TokenId token) const;
    float logit(int rank) const;          // the model's
    float penalisedLogit(int rank) const; // what the chain works on

    // All of these, and the tokens, by rank.
    std::span<const float> penalisedLogits() const { return logits_; }

    std::span<const TokenId> tokens() const { return tokens_; }

    double probability(int rank) const;           // the model's: temperature 1, nothing removed
    Bounded probabilityBounds(int rank) const;    // of a token that a server didn't tell: from 0
    double probability(int begin, int end) const; // of these ranks together
    Bounded entropy() const;                      // of the model's probabilities, in bits

    RawLogits raw() const; // what a chain begins with

    // `chain` must be free of errors (findError). Of its penalties it knows nothing: they are to be
    // applied before, by penalised().
    Shaped shape(const SamplerChain& chain, const ChainInput& input = {}) const;

private:
    Distribution() = default;

    struct Sums
    {
        float top = 0.0f;        // logit
        WeightSums weights = {}; // at temperature 1
        double deviation = 0.0;  // of the finite logits
        UnknownTokens unknown = {};
    };

    static Distribution ranked(const RawLogits& raw);
    RawLogits model() const;

    std::vector<float> logits_; // by rank, as the tokens
    std::vector<TokenId> tokens_;
    std::vector<int> ranks_;         // by token
    std::size_t possible_ = 0;       // ranks [0, possible_) have a finite logit
    Sums sums_;                      // of the logits
    std::vector<float> modelLogits_; // by rank; of penalised ones, before the penalties
    Sums modelSums_;                 // of these
};

} // namespace logitscope
