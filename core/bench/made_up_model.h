// A model without weights, for measuring what isn't the model: as many tokens and as long a text as
// GPT-2's, and logits in the shape that a real model's have, a broad bell and a few that stand out.
#pragma once

#include "core/generation/open_model.h"
#include "core/result.h"

#include <memory>

namespace logitscope
{

// With the bundled model's tokenizer, whose tokens the likely ones are. The Error is the
// tokenizer's.
Result<std::shared_ptr<const OpenModel>> openMadeUpModel();

} // namespace logitscope
