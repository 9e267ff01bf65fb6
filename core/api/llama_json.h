// Answers in the shape of llama.cpp's server. Source: its tools/server/README.md.
#pragma once

#include "core/api/completion.h"
#include "core/generation/open_model.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace logitscope
{

// Of POST /completion, as JSON text: a list of the whole vocabulary is megabytes, which are written
// straight away. Logarithms are written as floats, as the logits are. The choice is whole; its
// tokens have `logprobs` of the most likely tokens beside them, if any were asked for.
std::string llamaCompletionText(const ChoicePiece& choice, const Usage& usage,
                                const std::string& modelName, const ModelTokenizer& tokenizer,
                                std::optional<int> logprobs);

// Of GET /props.
nlohmann::ordered_json llamaPropsJson(const OpenModel& model, const std::string& modelName);

} // namespace logitscope
