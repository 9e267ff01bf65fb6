// What a prompt field and its foot know of a model.
#pragma once

#include "core/generation/model_folder.h"

#include <memory>
#include <vector>

namespace logitscope
{

class PromptField;

// What is longer than the model's context is refused, and its special tokens are marked.
void setPromptModel(PromptField& field, const std::shared_ptr<const OpenModel>& model);

// How many tokens can come after such a prompt, of those that were asked for.
int tokensInContext(const OpenModel& model, const std::vector<TokenId>& promptTokens, int asked);

} // namespace logitscope
