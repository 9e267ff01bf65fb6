// One step of a language model: every token of the vocabulary, ranked once, then shaped by the
// sampler's settings as often as a slider moves. Whatever a chart shows comes from here, over the
// whole vocabulary; what is drawn without one comes from drawToken, and is the same.
#pragma once

#include "core/result.h"
#include "core/sampling/sampler_settings.h"
#include "core/sampling/shaped.h"
#include "core/sampling/softmax.h"
#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

struct RawLogits;

// Takes 12 bytes a token, 0.6 MB for GPT-2's vocabulary; the logits alone are a third of that, and
// ranking them again is quick.
class Distribution
{
public:
    // Ranks the logits, highest first, ties by the lower token id. A NaN, a +inf, an empty span, or
    // logits that are all -inf are an Error.
    static Result<Distribution> rank(std::span<const float> logits);

    int size() const;
    TokenId token(int rank) const;
    int rankOf(TokenId token) const;
    float logit(int rank) const;
    double probability(int rank) const; // raw: softmax of the logits, temperature 1, nothing cut
    double entropy() const;             // of the raw distribution, in bits

    // `settings` must be free of errors (findError).
    Shaped shape(const SamplerSettings& settings) const;

private:
    Distribution() = default;

    RawLogits raw() const;

    std::vector<float> logits_; // by rank, as the tokens
    std::vector<TokenId> tokens_;
    std::vector<int> ranks_;   // by token
    std::size_t possible_ = 0; // ranks [0, possible_) have a finite logit
    WeightSums sums_ = {};     // at temperature 1
};

} // namespace logitscope
