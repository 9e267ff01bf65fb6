// Whether the tokenizer's files on this machine are those of the model that a server has.
#pragma once

#include "core/remote/server_calls.h"
#include "core/remote/server_link.h"
#include "core/result.h"
#include "core/token_id.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

// Tokens from all over the vocabulary, and of letters alone.
std::vector<TokenId> someWords(std::span<const std::string> vocabulary);

// The Error is that the server's tokens are others than these: some text doesn't come back as it
// is. For vLLM and others with OpenAI's completions.
Result<void> checkTokenizer(const ServerLink& link, const AskedModel& asked,
                            std::span<const std::string> vocabulary, const std::stop_token& stop);

} // namespace logitscope
