// One step of a language model: every token of the vocabulary, ranked once, then shaped by the
// sampler's settings as often as a slider moves. Whatever a chart shows and whatever is drawn comes
// from here, over the whole vocabulary.
#pragma once

#include "core/result.h"
#include "core/sampling/sampler_settings.h"
#include "core/token_id.h"

#include <span>
#include <vector>

namespace logitscope
{

// Entropies are Shannon's, in bits, over the whole vocabulary.
struct SamplingInfo
{
    double originalEntropy = 0.0;     // of the model's distribution at temperature 1, nothing cut
    double finalEntropy = 0.0;        // of the distribution that is drawn from
    double effectiveVocabulary = 1.0; // 2^finalEntropy: as uncertain as a fair die with that many sides
    double topTokenProbability = 1.0; // final probability of rank 0
    int kept = 0;                     // tokens that neither top-k nor top-p cut

    friend bool operator==(const SamplingInfo&, const SamplingInfo&) = default;
};

enum class Fate
{
    Kept,
    CutByTopK,
    CutByTopP,
    Impossible, // its logit is -inf: probability 0 before any filter, never kept
};

// A distribution under given settings. Ranks count from 0, the most likely token; both filters keep
// a prefix of the ranks: [0, kept) is kept, [kept, passedTopK) is cut by top-p, the rest by top-k.
struct Shaped
{
    int passedTopK = 0;
    int possible = 0;                  // ranks [0, possible) have a finite logit
    std::vector<double> probabilities; // final, of ranks [0, kept); they sum to 1
    SamplingInfo info;

    Fate fate(int rank) const;
    double probability(int rank) const; // final; 0 for a token that is not kept

    // Inverse CDF: the first rank whose cumulative final probability exceeds u, for u in [0, 1).
    int draw(double u) const;

    // The part of [0, 1) that belongs to a rank: draw(u) == rank for u in [begin, end).
    struct Interval
    {
        double begin, end;
    };
    Interval interval(int rank) const;
};

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
};

} // namespace logitscope
