// How many of the most likely tokens a server should tell.
#pragma once

#include "core/sampling/sampler_chain.h"

namespace logitscope
{

// With so many a chain probably picks what it would pick of the whole vocabulary. Where a Draw has
// a Shortage all the same, ask for what that needs, or for twice as many.
int candidatesWanted(const SamplerChain& chain, int vocabulary);

} // namespace logitscope
