// Puts a vocabulary in order of likelihood.
#pragma once

#include "core/token_id.h"

#include <span>

namespace logitscope
{

// Writes the token of every rank: highest logit first, ties (0 and -0 are one) by the lower token
// id. No logit may be NaN. Linear time: 50,257 logits take a fraction of a millisecond, where a
// comparison sort takes several. Each thread that ranks keeps 16 bytes a logit to sort in.
void rankTokens(std::span<const float> logits, std::span<TokenId> tokens);

} // namespace logitscope
