// The requests of llama.cpp's server that this one answers too, read and checked, so that whoever
// reads whole distributions there can read them here.
// Source: llama.cpp's tools/server/README.md. Unknown fields are ignored; a known one of the wrong
// type or range, or which asks for something that isn't there, is an ApiError that names it.
#pragma once

#include "core/api/api_error.h"
#include "core/api/completion_request.h"
#include "core/generation/open_model.h"
#include "core/token_id.h"

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// POST /completion: one prompt, as text or token ids, and one continuation. What a field that is
// left out means is as in POST /v1/completions: nothing is cut. n_probs is at most the vocabulary.
ApiResult<CompletionRequest> parseLlamaCompletion(std::string_view body, const OpenModel& model);

// POST /tokenize: the tokens of `content`.
ApiResult<std::vector<TokenId>> parseTokenize(std::string_view body, const OpenModel& model);

// POST /detokenize: what the `tokens` stand for, any bytes.
ApiResult<std::string> parseDetokenize(std::string_view body, const OpenModel& model);

} // namespace logitscope
