// One step of a language model: every token of the vocabulary, ranked once, then shaped by the
// sampler's settings as often as a slider moves. Whatever a chart shows and whatever is drawn comes
// from here, over the whole vocabulary.
#pragma once

#include "core/result.h"
#include "core/sampling/columns.h"
#include "core/sampling/sampler_settings.h"
#include "core/sampling/shaped.h"
#include "core/token_id.h"

#include <cstddef>
#include <span>

namespace logitscope
{

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
    explicit Distribution(std::size_t size) : table_(size) {}

    std::span<const float> logits() const { return table_.column<0>(); }

    std::span<const TokenId> tokens() const { return table_.column<1>(); }

    std::span<const int> ranks() const { return table_.column<2>(); }

    Columns<float, TokenId, int> table_; // by rank: logit, token; by token: rank
    int possible_ = 0;                   // ranks [0, possible_) have a finite logit
    double weightSum_ = 0.0;             // sum of exp(logit - logit of rank 0)
    double entropy_ = 0.0;
};

} // namespace logitscope
