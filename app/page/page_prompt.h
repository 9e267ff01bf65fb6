// A page's prompt field: what it and its foot know of the model, and what it remembers from one
// session to the next.
#pragma once

#include "core/generation/open_model.h"

#include <memory>
#include <vector>

class QSettings;

namespace logitscope
{

class PromptField;

// What is longer than the model's context is refused, and its special tokens are marked.
void setPromptModel(PromptField& field, const std::shared_ptr<const OpenModel>& model);

// The server has still to say what its tokens are; the field's limitChanged() tells when it has.
bool isBeingSplit(const PromptField& field);

// How many tokens can come after such a prompt, of those that were asked for.
int tokensInContext(const OpenModel& model, const std::vector<TokenId>& promptTokens, int asked);

// Byte for byte. Leaves the field as it is where nothing is remembered, or more than it takes.
void restorePrompt(PromptField& field, const QSettings& settings);
void savePrompt(const PromptField& field, QSettings& settings);

} // namespace logitscope
