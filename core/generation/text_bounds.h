// The tokens at which a model's texts begin and end: the one definition for all that generates.
#pragma once

#include "core/result.h"
#include "core/text/tokenizer.h"
#include "core/token_id.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace logitscope
{

struct TextBounds
{
    std::optional<TokenId> begin; // what the model reads where there is no prompt
    std::vector<TokenId> ends;    // each of them ends a text, and is no part of it

    bool isEnd(TokenId token) const;
};

// From the folder's generation_config.json and config.json, of which the first goes first:
// bos_token_id, a token id, and eos_token_id, one or a list. Ids that the model has no row for are
// none, as a config made for another vocabulary leaves them behind. Where nothing is left,
// <|endoftext|> is the token, if the tokenizer has it.
Result<TextBounds> readTextBounds(const std::filesystem::path& folder, const Tokenizer& tokenizer,
                                  int vocabularySize);

} // namespace logitscope
