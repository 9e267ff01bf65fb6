// How well a model expected a token of a text, of the prompt as of the continuation.
#pragma once

#include "core/coverage.h"
#include "core/result.h"
#include "core/sampling/bounded.h"
#include "core/token_id.h"

#include <optional>
#include <span>

namespace logitscope
{

struct Step;

// Of a token behind others, by the model: temperature 1, nothing removed. Where a server told only
// some tokens, numbers are lower bounds, and `most` has the upper ones; a known token's probability
// and rank are exact.
struct TokenScore
{
    TokenId token;
    double probability;
    int rank;       // among all tokens by logit, 0 is the most likely
    double entropy; // of the distribution that it is from, in bits

    struct Most
    {
        double probability;
        double entropy;
        int rank;

        friend bool operator==(const Most&, const Most&) = default;
    };

    std::optional<Most> most = {};

    bool isKnown() const { return !most || most->probability == probability; }

    double surprisal() const; // -log2 of its probability, in bits; of an unknown token at least

    Bounded probabilities() const;
    Bounded surprisals() const;
    Bounded ranks() const; // from 1
    Bounded entropies() const;

    friend bool operator==(const TokenScore&, const TokenScore&) = default;
};

TokenScore scoreOf(const Step& step);

// Of a token that stands behind others: `before` are the logits after those. The Error says what is
// wrong with them.
Result<TokenScore> scoreOf(TokenId token, std::span<const float> before,
                           const Coverage& coverage = {});

// 2 to the mean surprisal: as uncertain as a choice among that many tokens. Nothing of no tokens.
std::optional<Bounded> perplexityOf(std::span<const TokenScore> scores);

} // namespace logitscope
