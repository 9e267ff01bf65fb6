// The two ways to pick one of the tokens that a chain kept.
//
// Inverse CDF: the first rank at which the cumulative probability exceeds u. Gumbel-max (Maddison,
// Tarlow and Minka, "A* Sampling", 2014): the highest of logit / T + g, where the g = -ln(-ln u)
// are independent, is a sample of the softmax.
#pragma once

#include "core/sampling/chain_run.h"
#include "core/sampling/raw_logits.h"
#include "core/token_id.h"

#include <cstddef>
#include <functional>
#include <span>

namespace logitscope
{

// The tokens of the ranks [0, count), and of as many more as are in order already.
using RankedTokens = std::function<std::span<const TokenId>(std::size_t count)>;

// A token's number in (0, 1), for a Gumbel-max pick.
using NumberOf = std::function<double(TokenId)>;

struct Picked
{
    std::size_t rank;
    double probability;
};

// As Shaped::draw picks, in its order and with its additions, but without more ranks than it takes.
Picked pickByInverseCdf(const ChainResult& result, const RankedLogits& ranked, double u);

// Of the kept ranks, whose logits and tokens these are from rank 0 to kept.end at least. At
// temperature 0 it is the first.
std::size_t pickByGumbel(std::span<const float> rankedLogits, std::span<const TokenId> tokens,
                         const Living& kept, const NumberOf& numberOf);

// Whether it is this one's with the whole vocabulary as well, where not all tokens are known.
bool isCertain(const Picked& picked, Pick way, const ChainResult& result, const RawLogits& raw,
               const RankedLogits& ranked, const RankedTokens& tokens, double u,
               const NumberOf& numberOf);

// In the chain's way.
Picked pickRank(Pick way, const ChainResult& result, const RankedLogits& ranked,
                const RankedTokens& tokens, double u, const NumberOf& numberOf);

} // namespace logitscope
