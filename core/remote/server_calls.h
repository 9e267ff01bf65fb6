// What servers are asked, as each kind wants to be asked.
#pragma once

#include "core/remote/server_facts.h"
#include "core/remote/transfers.h"
#include "core/result.h"
#include "core/token_id.h"

#include <span>
#include <string>
#include <string_view>

namespace logitscope
{

struct AskedModel
{
    ServerKind kind = ServerKind::OpenAi;
    std::string name = {};
    int vocabulary = 0;
    // Of llama.cpp's own server, which has no answer where it samples a part of a character.
    bool failsAtPartsOfCharacters = false;
};

// The `candidates` most likely tokens after the text. The server samples one too, which nobody
// looks at, and without filters that would make it slower or leave tokens out.
ServerCall nextTokenCall(const AskedModel& model, std::span<const TokenId> text, int candidates);

// vLLM: the same before each token of the text but the first, and after it.
ServerCall eachTokenCall(const AskedModel& model, std::span<const TokenId> text, int candidates);

// llama.cpp and vLLM: the tokens of a text, without any that the model's texts begin with. Only
// llama.cpp can take the special ones, such as <|endoftext|>, as the characters that they are
// written in. Errors: the text isn't valid UTF-8.
Result<ServerCall> tokenizeCall(const AskedModel& model, std::string_view text, bool takesSpecial);

ServerCall detokenizeCall(TokenId token); // llama.cpp

// The others: the text again, as characters, and one token more.
ServerCall echoCall(const AskedModel& model, std::span<const TokenId> text);

} // namespace logitscope
