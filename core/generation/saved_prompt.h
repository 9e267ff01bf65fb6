// A prompt that was saved together with its token ids. The ids are what the run was made of; the
// text is how they read, and in a file it has U+FFFD for what is not UTF-8.
#pragma once

#include "core/generation/open_model.h"
#include "core/result.h"
#include "core/run/run.h"

#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// The prompt's own bytes, where its ids are this model's; otherwise the text as it was saved.
std::string savedPrompt(const OpenModel& model, const Run& run);

// A recorded run as the model that made it reads it, or may have made it: an older file has neither
// the model's name nor the bytes of what is no whole character. Another model's stays as it is.
Run readBy(const OpenModel& model, Run recorded);

// The tokens of a run that is made again: the saved ids where this model's tokenizer spells the
// prompt with them, which need not be how it would split it today. Otherwise, as when another model
// made them or none were saved, what tokensOf() gives, or its Error.
Result<std::vector<TokenId>> savedPromptTokens(const OpenModel& model, std::string_view prompt,
                                               const std::vector<TokenId>& saved,
                                               SpecialTokens special = SpecialTokens::Recognised);

// How those tokens read the prompt's special tokens.
SpecialTokens savedReading(const OpenModel& model, std::string_view prompt,
                           const std::vector<TokenId>& saved);

} // namespace logitscope
