// A language model on a network: contexts, their lengths, and what can go wrong with them.
#pragma once

#include "core/model/gpt2_network.h"
#include "core/model/language_model.h"

#include <memory>

namespace logitscope
{

std::unique_ptr<LanguageModel> makeGpt2(ModelInfo info, std::unique_ptr<Gpt2Network> network);

} // namespace logitscope
