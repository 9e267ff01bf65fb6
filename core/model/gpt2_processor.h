// GPT-2 on the processor, with products of its own.
#pragma once

#include "core/model/gpt2_network.h"

namespace logitscope
{

// With weights in the order in which a step reads them. A token's logits depend on its text alone,
// to the last bit: not on what is read beside it, nor in how many passes. Any precision but Auto.
// Check whether the source has failed() before using the network.
std::unique_ptr<Gpt2Network> loadProcessorGpt2(WeightSource& source, const Gpt2Config& config,
                                               Precision precision);

} // namespace logitscope
