// How well a model expected a text, token by token.
#pragma once

#include "core/generation/generation_service.h"
#include "core/result.h"
#include "core/run/token_score.h"
#include "core/token_id.h"

#include <memory>
#include <vector>

namespace logitscope
{

// Of each token but the first, before which there is nothing to expect it from. The Error says why
// the text can't be read: it is too long, or empty.
Result<std::vector<TokenScore>> score(GenerationClient& client,
                                      const std::shared_ptr<const OpenModel>& model,
                                      const std::vector<TokenId>& text);

} // namespace logitscope
