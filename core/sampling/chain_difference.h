// Two chains side by side at one step: which tokens both keep, how far their sampling probabilities
// are apart, and what each of them picks with the same random numbers. Penalties may put the tokens
// in another order, so it is tokens that are compared, not ranks.
#pragma once

#include "core/sampling/shaped_step.h"
#include "core/token_id.h"

#include <cmath>
#include <vector>

namespace logitscope
{

// A token that at least one of the two keeps.
struct TokenDifference
{
    TokenId token;
    int rankA, rankB; // among all tokens; they differ only by penalties
    double a, b;      // sampling probabilities; 0 where it is removed

    double size() const { return std::abs(a - b); }

    friend bool operator==(const TokenDifference&, const TokenDifference&) = default;
};

struct ChainDifference
{
    int onlyA = 0; // tokens that one keeps and the other doesn't
    int onlyB = 0;
    int both = 0;
    double totalVariation = 0.0; // half the sum of |a - b|: the share of the probability that is at
                                 // other tokens in B than in A, from 0 to 1
    std::vector<TokenDifference> tokens; // those that either keeps, by rank in B
    TokenId pickedA = 0;
    TokenId pickedB = 0;

    bool isNone() const { return onlyA == 0 && onlyB == 0 && totalVariation == 0.0; }

    // The tokens from the largest difference to the smallest; of equal ones as they stand.
    std::vector<TokenDifference> byDifference() const;
};

// Of one step's logits under two chains, with the same random numbers.
ChainDifference differenceOf(const ShapedStep& a, const ShapedStep& b);

} // namespace logitscope
