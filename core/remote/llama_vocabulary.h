// What the tokens of a model stand for, as llama.cpp's server tells it.
#pragma once

#include "core/remote/server_calls.h"
#include "core/remote/server_facts.h"
#include "core/remote/server_link.h"
#include "core/result.h"
#include "core/token_id.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope
{

struct LlamaVocabulary
{
    std::vector<std::string> bytes; // of each token, by id; empty for those that stand for no text
    std::string answersAs;          // the model's name in answers; empty: they don't say
    std::optional<TokenId> beginOfText; // nothing: unknown
    std::optional<TokenId> endOfText;
};

// By one answer that has all tokens, and one more for each whose text isn't there.
Result<LlamaVocabulary> readLlamaVocabulary(const ServerLink& link, const AskedModel& asked,
                                            const LlamaProps& props, const std::stop_token& stop);

} // namespace logitscope
