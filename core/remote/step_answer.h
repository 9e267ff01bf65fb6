// What servers answer to the question for a next token. Whatever is in the JSON, it is only read:
// pure functions. Source: llama.cpp's tools/server/README.md, "POST /completion"; schema
// CreateCompletionResponse of OpenAI's openapi.yaml; vLLM's OpenAI-compatible server, which adds
// prompt_logprobs.
#pragma once

#include "core/remote/candidates.h"
#include "core/remote/token_names.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace logitscope
{

struct StepAnswer
{
    std::string model; // as the answer names it; may be empty
    std::vector<Candidate> candidates;
};

// llama.cpp: completion_probabilities[0].top_logprobs, a list of id, bytes and logprob.
Result<StepAnswer> llamaStep(const nlohmann::json& answer, const Wanted& wanted);

// The same answer's bytes of every token, by id. For an answer with the whole vocabulary. A special
// token has none there.
Result<std::vector<std::string>> llamaVocabulary(const nlohmann::json& answer,
                                                 const Wanted& wanted);

// The others: choices[0].logprobs.top_logprobs[0], an object from a token's name to its logarithm.
// What is less likely than a token whose name can't be made out is left out.
Result<StepAnswer> completionStep(const nlohmann::json& answer, const TokenNames& names,
                                  const Wanted& wanted);

// Before a token of a text.
struct PromptStep
{
    std::vector<Candidate> candidates;
    std::optional<int> rank; // of the text's own token, from 1, where it is none of these
};

// vLLM: choices[0].prompt_logprobs, of a text of wanted.tokens tokens. Before each of them but the
// first, the most likely tokens. The one of the text stands there too; it is left out where it is
// none of these, as others may be as likely.
Result<std::vector<PromptStep>> promptSteps(const nlohmann::json& answer, const Wanted& wanted);

// choices[0].text: with "echo", the text that was sent and a token after it. Empty where there is
// none.
std::string completionText(const nlohmann::json& answer);

} // namespace logitscope
