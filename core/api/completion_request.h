// The body of POST /v1/completions, read and checked.
//
// Source: CreateCompletionRequest in OpenAI's openapi.yaml, and this server's extensions: strategy,
// order, chain, pick, sampling_info, parse_special, logprobs up to 100; and the stages of a sampler
// chain under the names that vLLM, llama.cpp and text-generation-webui have for them (apiField in
// core/sampling/stage.h), with llama.cpp's `samplers` to put them in order.
#pragma once

#include "core/api/api_error.h"
#include "core/generation/open_model.h"
#include "core/json_fields.h"
#include "core/sampling/sampler_chain.h"
#include "core/token_id.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logitscope
{

struct CompletionRequest
{
    std::vector<std::vector<TokenId>> prompts; // at least one, each of at least one token
    int maxTokens = 16;                        // for each choice
    SamplerChain settings = {};
    std::vector<std::pair<TokenId, float>> logitBias = {};
    int n = 1;      // choices for each prompt that are answered
    int bestOf = 1; // candidates for each prompt that they are chosen from; >= n
    bool echo = false;
    std::optional<int> logprobs = {}; // how many of the most likely tokens beside each
    std::vector<std::string> stop = {};
    std::uint64_t seed = 0; // a random one where the request has none
    bool stream = false;
    bool includeUsage = false; // stream_options.include_usage
    bool samplingInfo = false;

    // Candidates in all: as many rows as the request needs.
    int rows() const { return static_cast<int>(prompts.size()) * bestOf; }
};

// Beyond these a request is refused. The model's context is another limit.
struct RequestLimits
{
    int rows = 64;        // prompts x best_of
    int tokens = 262'144; // rows x max_tokens
    int stopStrings = 4;
    int stopStringBytes = 1000;  // of each
    int logprobs = 100;          // of a token
    int logprobsInAll = 500'000; // some 15 MB of JSON

    // So that clients can read the whole distribution, at least of one token a request.
    static RequestLimits forWholeDistributions(int vocabularySize);
};

// Unknown fields are ignored; a known one of the wrong type or range is an ApiError that names it.
// Never throws, whatever the bytes.
ApiResult<CompletionRequest> parseCompletionRequest(std::string_view body, const OpenModel& model,
                                                    const RequestLimits& limits = {});

// What another request's parser needs as well: a field's error, and `parse_special`, which is true
// by default.
ApiError apiError(const JsonFields::FieldError& error);
SpecialTokens readParseSpecial(JsonFields& fields);

// The same of the object that parseJsonBody() read.
ApiResult<CompletionRequest> readCompletionRequest(const nlohmann::json& object,
                                                   const OpenModel& model,
                                                   const RequestLimits& limits);

} // namespace logitscope
