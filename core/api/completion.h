// What comes of a completion request: choices that grow piece by piece.
#pragma once

#include "core/run/step.h"
#include "core/run/stop_reason.h"
#include "core/token_id.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope
{

// A token as logprobs name it: its text, or "bytes:\xe2\x80" where its bytes are no whole
// characters, as OpenAI's completions have it, or "[50300]" where it has no text. Different tokens
// keep different names.
std::string tokenName(TokenId token, std::string_view bytes);

// One of the most likely tokens at a place.
struct TopToken
{
    std::string name; // tokenName()
    double logprob;   // as CompletionToken has it
    TokenId token = 0;
};

// A token of a choice, of its continuation or, with echo, of its prompt.
struct CompletionToken
{
    std::string name; // tokenName()
    TokenId token = 0;
    int textOffset = 0; // of its first character in the choice's text, in code points

    // Natural logarithms of the model's probabilities, temperature 1, nothing cut. Nothing for the
    // first token of a prompt, which nothing came before, and where logprobs weren't asked for.
    // -infinity for a token that the model rules out, which only a prompt can have.
    std::optional<double> logprob = {};
    std::vector<TopToken> top = {}; // most likely first; the token among them

    std::optional<Step> step = {}; // how it was sampled, where sampling_info was asked for
};

// What a choice gains at once. Text is shown only once it is certain: whole characters, and nothing
// that may become a stop string. Tokens come with the last of their text.
struct ChoicePiece
{
    int index = 0;    // of the choice: prompt x n + number
    std::string text; // valid UTF-8
    std::vector<CompletionToken> tokens =
        {}; // empty where neither logprobs nor sampling_info were asked for
    std::optional<StopReason> end = {}; // nothing follows
};

// `piece` follows what `whole`, of the same choice, has so far.
void append(ChoicePiece& whole, ChoicePiece piece);

struct Usage
{
    int promptTokens = 0;     // of each prompt once
    int completionTokens = 0; // of all candidates, shown or not
};

} // namespace logitscope
