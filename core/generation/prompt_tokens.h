// The tokens of a prompt.
#pragma once

#include "core/generation/open_model.h"
#include "core/result.h"

#include <span>
#include <string_view>
#include <vector>

namespace logitscope
{

// However many. An empty prompt is the token that texts begin with: in GPT-2's training
// <|endoftext|> came before every text. A token that the model doesn't know is an Error.
Result<std::vector<TokenId>> encodePrompt(const OpenModel& model, std::string_view prompt,
                                          SpecialTokens special = SpecialTokens::Recognised);

// No more than the model's context holds; more are an Error.
Result<std::vector<TokenId>> tokensOf(const OpenModel& model, std::string_view prompt,
                                      SpecialTokens special = SpecialTokens::Recognised);

// The Error of a text that is longer.
Result<void> checkLength(const OpenModel& model, std::span<const TokenId> text);

} // namespace logitscope
