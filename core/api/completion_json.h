// The one writer of the API's answers: schema CreateCompletionResponse of OpenAI's openapi.yaml.
#pragma once

#include "core/api/completion.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace logitscope
{

// What every object of one answer begins with.
struct CompletionHead
{
    std::string id;           // "cmpl-..."
    std::int64_t created = 0; // Unix time in seconds
    std::string model;
};

// What beside the text an answer says.
struct CompletionParts
{
    bool logprobs = false;
    bool samplingInfo = false;
};

// The whole answer. `choices` are whole, in the order of their indices.
nlohmann::ordered_json completionJson(const CompletionHead& head,
                                      std::span<const ChoicePiece> choices, const Usage& usage,
                                      const CompletionParts& parts);

// A chunk of a streamed one. With stream_options.include_usage every chunk has "usage": null ...
nlohmann::ordered_json chunkJson(const CompletionHead& head, const ChoicePiece& piece,
                                 bool includeUsage, const CompletionParts& parts);

// ... but the last, which has no choices.
nlohmann::ordered_json usageChunkJson(const CompletionHead& head, const Usage& usage);

} // namespace logitscope
