// The second way to pick: Gumbel-max.
//
// Source: Maddison, Tarlow and Minka, "A* Sampling", 2014: the highest of logit / T + g, where the
// g = -ln(-ln u) are independent, is a sample of the softmax.
#pragma once

#include "core/sampling/chain_run.h"
#include "core/token_id.h"

#include <cstddef>
#include <functional>
#include <span>

namespace logitscope
{

// The rank that is picked of those that are kept, whose logits and tokens by rank these are, from 0
// to kept.end at least. `numberOf` says a token's number u in (0, 1). At temperature 0 it is the
// first.
std::size_t pickByGumbel(std::span<const float> rankedLogits, std::span<const TokenId> tokens,
                         const Living& kept, const std::function<double(TokenId)>& numberOf);

} // namespace logitscope
