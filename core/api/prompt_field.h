// The field `prompt`: a string, several, a list of token ids, or several lists.
#pragma once

#include "core/api/api_error.h"
#include "core/generation/open_model.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace logitscope
{

// At least one prompt, no more than `most`, each of at least one token, however many. Nothing
// (nullptr) and "" are the beginning of a document, as in OpenAI's API: the token that the model's
// texts begin with.
ApiResult<std::vector<std::vector<TokenId>>>
readPrompts(const nlohmann::json* value, const OpenModel& model, int most,
            SpecialTokens special = SpecialTokens::Recognised);

// Token ids of this model, `place` being where they stand; none where there are none.
ApiResult<std::vector<TokenId>> readTokenIds(const nlohmann::json& ids, const std::string& place,
                                             const OpenModel& model);

} // namespace logitscope
