// What a server says of itself and its model. Pure functions, as in step_answer.h.
// Source: llama.cpp's tools/server/README.md; vLLM's OpenAI-compatible server.
#pragma once

#include "core/result.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope
{

enum class ServerKind
{
    LlamaCpp, // or what answers as its server does
    Vllm,
    OpenAi, // any other with OpenAI's completions
};

struct ListedModel
{
    std::string name;
    std::string owner;          // "llamacpp", "vllm", "logitscope"
    int vocabularySize = 0;     // 0: it doesn't say
    int contextLength = 0;      // 0: it doesn't say
    std::int64_t parameters{0}; // 0: it doesn't say

    bool operator==(const ListedModel&) const = default;
};

// GET /v1/models: the one with that name, or the only one where that is empty.
Result<ListedModel> listedModel(const nlohmann::json& answer, const std::string& name,
                                const std::string& server);

// GET /props of llama.cpp.
struct LlamaProps
{
    int contextLength = 0;   // of one text; 0: it doesn't say
    int textsAtOnce = 0;     // its slots; 0: it doesn't say
    std::string beginOfText; // how the tokens are written; empty: it doesn't say
    std::string endOfText;
};

LlamaProps llamaProps(const nlohmann::json& answer);

// POST /tokenize, of llama.cpp and vLLM.
Result<std::vector<TokenId>> tokensIn(const nlohmann::json& answer, int vocabulary,
                                      const std::string& server);

// POST /detokenize of llama.cpp.
std::string detokenized(const nlohmann::json& answer);

} // namespace logitscope
